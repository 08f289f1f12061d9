/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel says, by design, and goes on: memory that is short, disks
 * and buses that fail, file systems that found damage.
 */
#include "parse/kinds.h"

#define NOTICE .severity = KOOPS_SEVERITY_NOTICE
#define NOTICE_LINE NOTICE, .class = KI_CLASS_TEXT
#define NOTICE_TEXT NOTICE_LINE, .flags = KI_KIND_BARE
#define NOTICE_TRACE NOTICE, .class = KI_CLASS_FAULT, .guilty = KI_GUILTY_FRAME

/* clang-format off */
static const struct ki_kind rows[] = {
	{
		.name = "page-allocation-failure", .family = "memory", NOTICE_TRACE,
		.example = "repro: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null)",
		.anchor = "allocation", .pattern = "page allocation (?:stalls|failure)",
		.titles = {"page allocation failure in {guilty}"},
	},
	{
		.name = "vmalloc-failure", .family = "memory", NOTICE_TRACE,
		.example = "repro: vmalloc error: size 8192, failed to allocate pages, mode:0xcc0(GFP_KERNEL), nodemask=(null)",
		.anchor = "vmalloc", .pattern = "vmalloc(?: error: size|: allocation failure)",
		.titles = {"vmalloc failure in {guilty}"},
	},
	{
		.name = "slab-failure", .family = "memory", NOTICE_TEXT,
		.example = "SLUB: Unable to allocate memory on CPU 1 (of node 0) on node -1, gfp=0x820(GFP_ATOMIC)",
		.since = "2.6.22", .anchor = "SLUB:", .pattern = "SLUB: Unable to allocate memory on",
		.titles = {"SLUB: Unable to allocate memory"},
	},
	/* Who asks when memory has run out is chance: it is not what used it up. */
	{
		.name = "oom-kill", .family = "memory", NOTICE_LINE,
		.example = "repro invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
		.anchor = "oom-killer", .pattern = "(?<!\\S)(?<comm>\\S+) invoked oom-killer:",
		.titles = {"out of memory"},
	},
	{
		.name = "oom-kill", .family = "memory", NOTICE_LINE,
		.example = "Out of memory: Killed process 516 (repro) total-vm:12kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0",
		.anchor = "Kill",
		.pattern = "(?<text>Out of memory|Memory cgroup out of memory)(?: \\(.*\\))?: Kill(?:ed)? process (?<pid>\\d+) \\((?<comm>.*?)\\)",
		.titles = {"{text}: Killed process"}, .flags = KI_KIND_BARE | KI_KIND_CONTINUES,
	},
	{
		.name = "fault-injection", .family = "memory", NOTICE_TRACE,
		.example = "FAULT_INJECTION: forcing a failure.", .since = "2.6.20", .anchor = "FAULT_INJECTION",
		.pattern = "FAULT_INJECTION: forcing a failure",
		.titles = {"FAULT_INJECTION: forcing a failure in {guilty}"},
	},
	{
		.name = "xfs-corruption", .family = "filesystem", NOTICE_TEXT,
		.example = "XFS (sda1): Metadata corruption detected at xfs_agf_read_verify+0x12/0x34, xfs_agf block 0x1",
		.anchor = "XFS (", .pattern = "XFS \\([^()]*\\): (?<text>Metadata (?:corruption|CRC error) detected|Corruption (?:of (?:in-memory data|on-disk metadata)(?: \\(0x[0-9a-f]+\\))? )?detected|Internal error)(?:(?: at|.* Caller) (?<place>[A-Za-z_]\\w*)[\\w.]*\\+0x)?",
		.titles = {"XFS: {text} at {place}", "XFS: {text}"},
	},
	{
		.name = "xfs-shutdown", .family = "filesystem", NOTICE_TEXT,
		.example = "XFS (sda1): Filesystem has been shut down due to log error (0x2).",
		.anchor = "XFS (", .pattern = "XFS \\([^()]*\\): (?:Filesystem has been shut down|xfs_do_force_shutdown|User initiated shutdown|Log I/O Error)",
		.titles = {"XFS: filesystem shutdown"},
	},
	{
		.name = "ext4-error", .family = "filesystem", NOTICE_TEXT,
		.example = "EXT4-fs error (device sda1): ext4_lookup:1855: inode #2: comm ls: deleted inode referenced: 12",
		.anchor = "(device", .pattern = "EXT[234]-fs (?:error|\\(.*\\): error) \\(device [^)]*\\):? (?:in )?(?<place>\\w+):",
		.titles = {"EXT4-fs error in {place}"},
	},
	/* fs/: the functions that report an error of a superblock. */
	{
		.name = "fs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "NILFS error (device loop0): nilfs_bmap_lookup_contig: broken bmap (inode number=4)",
		.anchor = "(device", .pattern = "(?J)(?<![A-Z])(?:(?<what>NILFS|REISERFS) error|(?<what>OCFS2): ERROR|(?<what>UDF-fs): error) \\(device [^)]*\\): (?:[a-z]+-\\d+ )?(?<place>[A-Za-z_]\\w*):",
		.titles = {"{what} error in {place}"},
	},
	{
		.name = "fs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "ERROR: (device loop0): dbFindLeaf: Corrupt dmapctl page",
		.anchor = "(device", .pattern = "ERROR: \\(device [^)]*\\): (?<place>[A-Za-z_]\\w*)(?:\\+0x[0-9a-f]+/0x[0-9a-f]+)?:",
		.titles = {"JFS error in {place}"},
	},
	{
		.name = "fs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "EXT2-fs (loop0): error: ext2_lookup: deleted inode referenced: 12",
		.anchor = "EXT2-fs", .pattern = "EXT2-fs \\([^)]*\\): error: (?<place>\\w+):",
		.titles = {"EXT2-fs error in {place}"},
	},
	{
		.name = "fs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "FAT-fs (loop0): error, invalid access to FAT (entry 0x00006500)",
		.anchor = "FAT-fs", .pattern = "FAT-fs \\([^)]*\\): error, (?<text>[^(]*[^( ])",
		.titles = {"FAT-fs error: {text}"},
	},
	{
		.name = "fs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "gfs2: fsid=demo:demo.0: fatal: invalid metadata block - bh = 19 (type: exp=4, found=5), function = gfs2_meta_buffer, file = fs/gfs2/meta_io.c, line = 493",
		.anchor = "fatal:", .pattern = "(?:gfs2|GFS2): fsid=\\S+ fatal: (?<text>assertion \"[^\"]*\" failed|[A-Za-z/ ]*[A-Za-z])",
		.titles = {"GFS2: fatal: {text}"},
	},
	{
		.name = "btrfs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "BTRFS: error (device sda1) in btrfs_commit_transaction:2466: errno=-5 IO failure",
		.anchor = "BTRFS", .pattern = "BTRFS(?:: error| critical| error) \\(device [^)]*\\)(?: in (?<place>\\w+):\\d+)?",
		.titles = {"BTRFS error in {place}", "BTRFS error"},
	},
	{
		.name = "fs-error", .family = "filesystem", NOTICE_TEXT,
		.example = "FAT-fs (sda1): Filesystem has been set read-only",
		.anchor = "read-only", .pattern = "(?:Remounting filesystem|Filesystem has been set) read-only",
		.titles = {"filesystem remounted read-only"},
	},
	{
		.name = "block-error", .family = "io", NOTICE_TEXT,
		.example = "I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		.anchor = "I/O error", .pattern = "(?:I/O error, dev |Buffer I/O error on dev)",
		.titles = {"I/O error"},
	},
	/* block/blk-core.c (blk_errors) */
	{
		.name = "block-error", .family = "io", NOTICE_TEXT,
		.example = "critical medium error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		.anchor = "critical", .pattern = "(?<what>critical (?:medium|target|nexus|space allocation)) error, dev ",
		.titles = {"{what} error"},
	},
	{
		.name = "mce", .family = "hardware", NOTICE_TEXT,
		.example = "mce: [Hardware Error]: Machine check events logged",
		.anchor = "Hardware", .pattern = "\\[Hardware Error\\]",
		.titles = {"hardware error"},
	},
	{
		.name = "edac", .family = "hardware", NOTICE_TEXT,
		.example = "EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#0_DIMM#0",
		.anchor = "EDAC", .pattern = "EDAC \\S+: \\d+ (?<what>CE|UE) ",
		.titles = {"EDAC: {what}"},
	},
	{
		.name = "aer", .family = "hardware", NOTICE_TEXT,
		.example = "pcieport 0000:00:1c.0: AER: Corrected error received: 0000:01:00.0",
		.anchor = "AER:", .pattern = "AER: (?:Multiple )?(?<what>Corrected|Correctable|Uncorrected \\(Non-Fatal\\)|Uncorrectable \\(Fatal\\)|Uncorrected \\(Fatal\\)|Uncorrectable) error",
		.titles = {"AER: {what} error"},
	},
	{
		.name = "aer", .family = "hardware", NOTICE_LINE,
		.example = "pcieport 0000:00:1c.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)",
		.anchor = "PCIe", .pattern = "PCIe Bus Error: severity=(?<what>Correct(?:ed|able)|Uncorrect(?:ed|able) \\((?:Non-)?Fatal\\))",
		.titles = {"AER: {what} error"}, .flags = KI_KIND_BARE | KI_KIND_CONTINUES,
	},
	/* net/sched/sch_generic.c, behind driver, bus address and name of netdev_crit() */
	{
		.name = "netdev-watchdog", .family = "network", NOTICE_LINE,
		.example = "e1000e 0000:00:19.0 eth0: NETDEV WATCHDOG: CPU: 2: transmit queue 0 timed out 5000 ms",
		.anchor = "NETDEV", .pattern = "(?:(?<!\\S)(?<driver>\\S++) \\S++ \\S++ )?NETDEV WATCHDOG: CPU: (?<cpu>\\d+): transmit queue",
		.titles = {"NETDEV WATCHDOG: {driver}", "NETDEV WATCHDOG"}, .flags = KI_KIND_BARE | KI_KIND_CONTINUES,
	},
	{
		.name = "netdev-watchdog", .family = "network", NOTICE_LINE,
		.example = "NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out 5000 ms",
		.anchor = "NETDEV", .pattern = "NETDEV WATCHDOG: .* \\((?<driver>.*)\\): transmit queue",
		.titles = {"NETDEV WATCHDOG: {driver}"}, .flags = KI_KIND_BARE | KI_KIND_CONTINUES,
	},
	{
		.name = "irq-mismatch", .family = "hardware", NOTICE_TEXT,
		.example = "genirq: Flags mismatch irq 4. 00000000 (serial) vs. 00000080 (rtc)",
		.anchor = "genirq:", .pattern = "genirq: Flags mismatch irq \\d+\\.",
		.titles = {"genirq: Flags mismatch"},
	},
	{
		.name = "thermal", .family = "hardware", NOTICE_TEXT,
		.example = "mce: CPU0: Core temperature is above threshold, cpu clock is throttled (total events = 1)",
		.anchor = "temperature", .pattern = "CPU\\d+: (?:Core|Package) temperature(?: is)? above threshold",
		.titles = {"CPU temperature above threshold"},
	},
	{
		.name = "thermal", .family = "hardware", NOTICE_TEXT,
		.example = "thermal thermal_zone0: acpitz: critical temperature reached, shutting down",
		.anchor = "temperature", .pattern = "critical temperature reached",
		.titles = {"critical temperature reached"},
	},
	{
		.name = "firmware-bug", .family = "hardware", NOTICE_TEXT,
		.example = "[Firmware Bug]: TSC_DEADLINE disabled due to Errata; please update microcode",
		.anchor = "Firmware", .pattern = "\\[Firmware Bug\\]: (?<text>.*)",
		.titles = {"[Firmware Bug]: {text}"},
	},
};
/* clang-format on */

const struct ki_kind_table ki_kinds_notice = KI_KIND_TABLE(rows);
