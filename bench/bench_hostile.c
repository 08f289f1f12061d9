/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Logs that are made to be slow: what each family costs a byte, the worst first, and against the
 * yardstick of a log of crashes.  A family is a text that is repeated up to 1 MB, in lines of
 * several lengths, in a quiet log or inside a report.
 * bench_hostile LOG [PART_OF_A_TEXT]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/ctx.h"
#include "parse/rules.h"

enum {
	SIZE = 1 << 20,
	ROUNDS = 3,
	WORST = 10,
	FAMILIES_MOST = 8192,
	/* With more, what costs is the reports that are made, not the lines that are read. */
	REPORTS_MOST = SIZE / 1000,
};

struct family {
	const char *text;
	size_t line;
	bool inside;
	/* A second text at the end of each line. */
	const char *end;
	double seconds;
	size_t reports;
};

static struct family families[FAMILIES_MOST];
static size_t family_count;

static const char header[] = "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
			     "CPU: 0 PID: 1 Comm: sh Not tainted 6.1.0 #1\nCall Trace:\n"
			     " vfs_write+0xc7/0x3f0\n";

/* Bytes of each class, beginnings of what wrappings and reports have, and near misses. */
static const char *const texts[] = {
    " ",
    "a",
    "0",
    "f",
    "A",
    "-",
    "_",
    ".",
    ":",
    ",",
    ";",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "?",
    "+",
    "/",
    "\t",
    "\x01",
    "\x1b",
    "\x1b[",
    "\x1b[1m",
    "\x1b]",
    "\x1b]x\a",
    "\b",
    "a\b",
    "\r",
    "a\r",
    "\x7f",
    "\xff",
    "\xc3",
    "\xc3\xa9",
    "\xe2\x80\xa8",
    "\xf0\x9f\x98\x80",
    "\xc2\xa0",
    "&",
    "&lt;",
    "&#x41;",
    "&#65;",
    "&amp;",
    "&nbsp;",
    "<b>",
    "<br>",
    "</pre>",
    "<pre>",
    "<!--",
    "=",
    "=3D",
    "=41",
    "=\n",
    "==\n",
    "> ",
    ">",
    "| ",
    "> > > > ",
    "{",
    "[{",
    "{\"a\":",
    "{\"a\":[",
    "\"",
    "'",
    "''",
    "\\",
    "\\\"",
    "\\x41",
    "\\u0041",
    "\\ud83d",
    "[1,",
    "1,",
    "#011",
    "#0",
    "#",
    "^[[",
    "^M",
    "^[",
    "- {",
    "- {a: 'b', ",
    "a: b, ",
    "key=value ",
    "KEY=value\n",
    "MESSAGE=x\n",
    "MESSAGE\n",
    "_TRANSPORT=kernel\n",
    "__CURSOR=x\n",
    "\"MESSAGE\" : \"x\",\n",
    "{\"MESSAGE\":\"BUG: x\"}\n",
    "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"x\"}\n",
    "Oops#1 Part1\n",
    "Panic#2 Part9\n",
    "<4>",
    "<4>x\n",
    "[    1.000000] ",
    "[    1.000000]",
    "[    1.000000] x\n",
    "[    1.000000][    T1] x\n",
    "[    1.000000] BUG: x\n",
    "4,1,2,-;",
    "4,1,2,-;x\n",
    "4,1,2,-,ncfrag=0/99;x\n",
    "4,1,2,c;x\n",
    "Mar 30 21:39:14 h kernel: ",
    "Mar 30 21:39:14 h kernel: x\n",
    "Mar 30 21:39:14 h kernel: x\nMar 30 21:39:14 h last message repeated 1000 times\n",
    "Mar 30 21:39:14 h kernel: message repeated 999 times: [ x]\n",
    "2023-03-30T21:39:14Z ",
    "21:39:14 ",
    "<4>1 - h kernel - - [a b=\"",
    "h login: ",
    "u@h:/# ",
    "[u@h ~]# ",
    "kern  :warn  : ",
    "root@",
    "[<",
    "[<ffffffff",
    " foo+0x1/0x2",
    " foo+0x1/0x2\n",
    " ? foo+0x1/0x2 [x]",
    " ? foo+0x1/0x2\n",
    "foo+0x",
    "0x",
    "0x1",
    "+0x1/",
    "+0x1",
    "/0x2",
    "[<ffffffff81000000>] ",
    "[<ffffffff81000000>] foo+0x1/0x2\n",
    "ffffffff81000000 ",
    "_R",
    "_RNvC",
    "_RINvC1a1fT",
    "_ZN",
    "_ZN1a",
    " _RNvC1a1b+0x1/0x2\n",
    " _ZN1a1b17h0123456789abcdefE+0x1/0x2\n",
    "Call Trace:\n",
    "Call Trace:",
    " <TASK>\n",
    " <IRQ>\n </IRQ>\n",
    "RIP: 0010:",
    "RIP: 0010:foo+0x1/0x2\n",
    "RIP: 0033:0x1\n",
    "Code: 00 ",
    "Code: 00 00\n",
    "00 ",
    "<00> ",
    "Modules linked in: a",
    "Modules linked in: ",
    "a(O) ",
    " a_b",
    "RAX: 0000000000000000 ",
    "RAX: 0000000000000000 RBX: 0000000000000000\n",
    "R10: ",
    "CPU: 0 PID: 1 Comm: a",
    "CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1\n",
    "Comm: ",
    "Hardware name: ",
    "CR2: 0000000000000000\n",
    "#0:  (&a){+.+.}-{3:3}, at: foo+0x1/0x2\n",
    "1 lock held by a/1:\n",
    "irq event stamp: 1\n",
    "BUG: ",
    "BUG: \n",
    "BUG: x\n",
    "WARNING: ",
    "WARNING: CPU: 0 PID: 1 at a.c:1 foo+0x1/0x2\n",
    "INFO: ",
    "Kernel panic - not syncing: ",
    "Kernel panic - not syncing: x\n",
    "---[ end trace 0000000000000000 ]---\n",
    "---[ end trace ",
    "------------[ cut here ]------------\n",
    "==================================================\n",
    "Sending NMI from CPU 0 to CPUs 1:\n",
    "NMI backtrace for cpu 1\n",
    "task:a state:R pid:1\n",
    "Oops: 0000 [#1] SMP\n",
    "Kernel Offset: 0x1000000 from 0xffffffff81000000\n",
    "Linux version 6.1.0\n",
    "Content-Transfer-Encoding: quoted-printable\n",
    "Content-Type: text/plain; format=flowed\n",
    "\n",
    "\n\n",
    "\r\n",
    " \n",
    "x\n",
    "0\n",
    "a \n",
    ">\n",
    "=20\n",
    "\t\n",
    " \\\n",
    "b'",
    "\x1b[1;1Hx",
    "x\x1b[K",
    "\xff\xfe",
    "Allocated by task 1:\n",
    "Freed by task 1:\n",
    "which belongs to the cache x\n",
    "(",
    "((((",
    "a(",
    "a b ",
    "aA0_",
    "ab-",
    "a.b",
    "a/b/",
    "a.c:1 ",
    "../",
    "a::",
    "a<b>",
    "0x0000000000000000 ",
    "deadbeef",
    "cpu 0 ",
    "pid 1 ",
};

static void add(const char *text, const char *end)
{
	static const size_t lines[] = {80, 60000, SIZE};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		for (int inside = 0; inside < 2; inside++) {
			if (family_count == FAMILIES_MOST)
				exit(EXIT_FAILURE);
			families[family_count++] =
			    (struct family){text, lines[i], inside, end, 0, 0};
		}
}

static char *join(const char *a, const char *b)
{
	char *joined = malloc(strlen(a) + strlen(b) + 1);

	if (!joined)
		exit(EXIT_FAILURE);
	strcpy(joined, a);
	return strcat(joined, b);
}

/* The anchor of each kind, and what looks as the example up to its last bytes. */
static void add_kinds(const struct koops_ctx *ctx)
{
	char *all = join("", "");
	struct koops_kind kind;
	const char *anchor;

	for (size_t i = 0; (anchor = ki_rules_anchor(ctx->rules, i)); i++) {
		add(anchor, "");
		all = join(join(all, anchor), " ");
	}
	add(all, "");
	add("a", all);
	add(" ", all);
	add("0", all);
	for (size_t i = 0; koops_ctx_kind(ctx, i, &kind); i++) {
		char *cut = join(kind.example, "");

		add(join(kind.example, "\n"), "");
		add(join(kind.example, " "), "");
		cut[strlen(cut) - strlen(cut) / 4] = '\0';
		add(cut, "");
	}
}

static size_t fill(const struct family *family, char *log)
{
	size_t size = strlen(family->text), end = strlen(family->end), at = 0, line = 0;

	if (family->inside) {
		memcpy(log, header, sizeof(header) - 1);
		at = sizeof(header) - 1;
	}
	while (at + size + end + 1 < SIZE) {
		memcpy(log + at, family->text, size);
		at += size;
		line += size;
		if (line < family->line)
			continue;
		memcpy(log + at, family->end, end);
		at += end;
		log[at++] = '\n';
		line = 0;
	}
	return at;
}

static bool drop(struct koops_report *report, void *user)
{
	++*(size_t *)user;
	koops_report_free(report);
	return true;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double measure(const struct koops_ctx *ctx, const char *log, size_t size, size_t *reports)
{
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now(), took;

		*reports = 0;
		if (koops_parse_buffer(ctx, NULL, log, size, drop, reports, NULL) != KOOPS_OK)
			exit(EXIT_FAILURE);
		took = now() - start;
		if (i == 0 || took < best)
			best = took;
		/* Only what is slow is worth another look. */
		if (best < 0.05)
			break;
	}
	return best / (double)size;
}

static int slower(const void *a, const void *b)
{
	double difference =
	    ((const struct family *)b)->seconds - ((const struct family *)a)->seconds;

	return (difference > 0) - (difference < 0);
}

static void print_text(const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < size && i < 60; i++)
		if (text[i] >= ' ' && text[i] <= '~')
			putchar(text[i]);
		else
			printf("\\x%02x", (unsigned char)text[i]);
	if (size > 60)
		printf("… (%zu bytes)", size);
}

static double yardstick(const struct koops_ctx *ctx, const char *name, char *log)
{
	FILE *file = fopen(name, "rb");
	size_t size, at = 0, reports;

	if (!file) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	size = fread(log, 1, SIZE, file);
	fclose(file);
	for (at = size; at + size < SIZE; at += size)
		memcpy(log + at, log, size);
	return measure(ctx, log, at, &reports);
}

static void print_family(const struct family *family, double crashes)
{
	printf("%8.1f ns a byte, %6.1f times, %4.0f ms", family->seconds * 1e9,
	       family->seconds / crashes, family->seconds * SIZE * 1e3);
	if (family->reports > REPORTS_MOST)
		printf(", %4.1f us each of %zu reports",
		       family->seconds * SIZE * 1e6 / (double)family->reports, family->reports);
	printf("  %s, lines of %zu: ", family->inside ? "in a report" : "quiet", family->line);
	print_text(family->text);
	if (*family->end) {
		printf(" then ");
		print_text(family->end);
	}
	putchar('\n');
}

enum group { ONE_LINE, LINES, REPORTS };

static enum group group_of(const struct family *family)
{
	if (family->reports > REPORTS_MOST)
		return REPORTS;
	return family->line == SIZE && !strchr(family->text, '\n') ? ONE_LINE : LINES;
}

static void print_worst(const char *heading, enum group group, double crashes)
{
	size_t left = WORST;

	puts(heading);
	for (size_t i = 0; i < family_count && left; i++) {
		if (!families[i].seconds || group_of(&families[i]) != group)
			continue;
		print_family(&families[i], crashes);
		left--;
	}
}

int main(int argc, char **argv)
{
	char *log = malloc(SIZE);
	struct koops_ctx *ctx;
	double crashes;

	if (argc < 2 || argc > 3 || !log || koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
		return EXIT_FAILURE;
	crashes = yardstick(ctx, argv[1], log);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add(texts[i], "");
	add_kinds(ctx);
	for (size_t i = 0; i < family_count; i++) {
		size_t size;

		if (argc > 2 && !strstr(families[i].text, argv[2]))
			continue;
		size = fill(&families[i], log);
		families[i].seconds = measure(ctx, log, size, &families[i].reports);
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%zu of %zu ", i + 1, family_count);
	}
	qsort(families, family_count, sizeof(families[0]), slower);
	printf("%zu families of 1 MB; reports back to back: %.1f ns a byte\n", family_count,
	       crashes * 1e9);
	print_worst("The worst of one line:", ONE_LINE, crashes);
	print_worst("The worst of many lines:", LINES, crashes);
	print_worst("The worst that are reports, one behind the other:", REPORTS, crashes);
	koops_ctx_free(ctx);
	free(log);
	return EXIT_SUCCESS;
}
