/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Logs that make lists long which a report, or the way to one, has: what each costs a byte, in
 * 256 KB, 1 MB and 2 MB, with signatures and all that is written.  What goes through one list
 * for each element of another shows in the last columns.
 * bench_lists [PART_OF_A_NAME]
 */
#include <koops.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SIZE = 2 << 20,
	PARTS_MOST = 5,
	ROUNDS = 3,
	TEXT_MOST = 8192,
};

/* A text, so many times, each with the next number: "%zu", or all of them "%1$zu". */
struct part {
	const char *text;
	size_t times;
};

struct family {
	const char *name;
	/* What follows on one another until the log is full. */
	struct part parts[PARTS_MOST];
};

#define HEAD                                                                                   \
	{                                                                                      \
		"BUG: kernel NULL pointer dereference, address: 0000000000000008\n"            \
		"CPU: 0 PID: 1 Comm: sh Not tainted 6.1.0 #1\nRIP: 0010:vfs_write+0x1/0x20\n", \
		    1                                                                          \
	}
#define TRACE                      \
	{                          \
		"Call Trace:\n", 1 \
	}
#define NAME64 "a_name_of_64_bytes_that_all_functions_of_this_log_begin_with____"
#define NAME256 NAME64 NAME64 NAME64 NAME64
#define BUILD_ID "0123456789abcdef0123456789abcdef01234567"

/* A report has 16,384 lines at most, so most of these are just shorter. */
static const struct family families[] = {
    {"functions, all different", {HEAD, TRACE, {" f%zu+0x1/0x20\n", 16000}}},
    {"functions, all the same", {HEAD, TRACE, {" f+0x1/0x20\n", 16000}}},
    {"functions, long names",
     {HEAD, TRACE, {" " NAME256 "%zu+0x1/0x20\n", 8000}, {" " NAME256 "%zu+0x1/0x20\n", 8000}}},
    {"functions, one cycle", {HEAD, TRACE, {" f%zu+0x1/0x20\n", 8000}, {" f%zu+0x1/0x20\n", 8000}}},
    {"functions, cycles of two",
     {HEAD, TRACE, {" f%1$zu+0x1/0x20\n g+0x1/0x20\n f%1$zu+0x1/0x20\n", 5000}}},
    {"functions, of the machinery of reports", {HEAD, TRACE, {" dump_stack+0x1/0x20\n", 16000}}},
    {"functions, in Rust",
     {HEAD, TRACE, {" _RINvNtC4core3foo3barNtC4core3baz%zu_EB4_+0x1/0x20\n", 16000}}},
    {"functions, none vouched for, then notices",
     {HEAD,
      TRACE,
      {" ? f%zu+0x1/0x20\n", 8000},
      {" f+0x1/0x20\n g+0x1/0x20\n", 1},
      {"EXT4-fs error (device sda1): ext4_lookup:1: inode #2: comm a: x\n", 8000}}},
    {"functions, then lines like the first",
     {HEAD, TRACE, {" ? f%zu+0x1/0x20\n", 8000}, {"Oops: 0002 [#%zu] SMP\n", 8000}}},
    {"addresses on a line", {HEAD, TRACE, {"\n", 1}, {" [<ffffffff81%06zu>]", 80000}, {"\n", 1}}},
    {"traces of one function", {HEAD, {"Call Trace:\n f%zu+0x1/0x20\n", 8000}}},
    {"traces of one function of the machinery",
     {HEAD, {"Call Trace:\n dump_stack+0x1/0x20\n", 8000}}},
    {"traces of one function, in interrupts",
     {HEAD, TRACE, {" <IRQ>\n f%zu+0x1/0x20\n </IRQ>\n", 5000}}},
    {"traces without a function", {HEAD, {"Call Trace:\n", 16000}}},
    {"CPUs",
     {HEAD,
      {"NMI backtrace for cpu %1$zu\nCPU: %1$zu PID: 1 Comm: a Not tainted 6.1.0 #1\n"
       "RIP: 0010:f%1$zu+0x1/0x20\nRAX: 0000000000000000 RBX: 0000000000000000\nCall Trace:\n"
       " g%1$zu+0x1/0x20\n",
       2600}}},
    {"tasks",
     {HEAD,
      {"task:a%1$zu state:D stack:0 pid:%1$zu ppid:2\nCall Trace:\n g%1$zu+0x1/0x20\n", 5000}}},
    {"modules", {HEAD, {"Modules linked in:", 1}, {" m%zu(O)", 7000}, {"\n", 1}}},
    {"modules, and functions of them",
     {HEAD,
      {"Modules linked in:", 1},
      {" m%zu(O)", 1020},
      {"\nCall Trace:\n", 1},
      {" f+0x1/0x20 [m%zu " BUILD_ID "]\n", 16000}}},
    {"modules, and functions of none of them",
     {HEAD,
      {"Modules linked in:", 1},
      {" m%zu(O)", 1020},
      {"\nCall Trace:\n", 1},
      {" f+0x1/0x20 [x%zu " BUILD_ID "]\n", 16000}}},
    {"modules, more than kernels have, and functions of them",
     {HEAD,
      {"Modules linked in:", 1},
      {" m%zu(O)", 7000},
      {"\nCall Trace:\n", 1},
      {" f+0x1/0x20 [m%zu " BUILD_ID "]\n", 16000}}},
    {"modules, in lines broken by words",
     {HEAD,
      {"Modules linked in:", 1},
      {" module_nr_%05zu module_of_a_name module_of_a_name module_of_a_name module\n", 12000}}},
    {"modules, in lines broken by a terminal",
     {HEAD,
      {"Modules linked in: module_nr_11111 module_of_a_name module_of_a_name module of\n", 1},
      {"module_nr_%05zu module_of_a_name module_of_a_name module_of_a_name module of a_\n",
       12000}}},
    {"code, in lines broken by words",
     {HEAD,
      {"Code: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n", 1},
      {"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n", 12000}}},
    {"code and words of memory",
     {HEAD,
      {"Code: 00000000 00000000 00000000 00000000 (00000000)\n", 1},
      {"00000000 00000000 %08zu\n", 12000}}},
    {"a sentence in broken lines",
     {HEAD,
      {"[    1.000000] and so on, and so on, and so on, and so on, and so on, and so on, a\n", 1},
      {"so on, and so on, and so on, and so on, and so on, and so on, and so on, and \n", 12000}}},
    {"registers of x86",
     {HEAD, {"RAX: %016zu RBX: 0000000000000000 R08: 0000000000000000\n", 12000}}},
    {"registers of x86, and places",
     {HEAD, {"RIP: 0010:f%1$zu+0x1/0x20\nRAX: %1$016zu RBX: 0000000000000000\n", 6000}}},
    {"registers of arm64", {HEAD, {"x%1$zu : %1$016zu x1 : 0000000000000000\n", 12000}}},
    {"registers of PowerPC",
     {HEAD, {"GPR%1$02zu: %1$016zu 0000000000000000 0000000000000000\n", 12000}}},
    {"locks",
     {HEAD,
      {"16000 locks held by a/1:\n", 1},
      {" #%1$zu: ffff888003b6a8c0 (&a%1$zu){+.+.}-{3:3}, at: f%1$zu+0x1/0x20\n", 15000}}},
    {"stamps of interrupts",
     {HEAD,
      {"irq event stamp: %1$zu\nhardirqs last  enabled at (%1$zu): [<ffffffff81000000>] "
       "f+0x1/0x20\n",
       8000}}},
    {"letters of taint", {HEAD, {"Tainted: ", 1}, {"%zu A B C ", 4000}, {"\n", 1}}},
    {"lines of no form", {HEAD, {" f+0x1/0x20\nnothing at all %zu\n", 8000}}},
    {"callers that begin reports",
     {{"[    1.000000][ T%4zu] BUG: kernel NULL pointer dereference, address: 0000000000000008\n",
       9999}}},
    {"callers whose reports are open",
     {{"[    1.000000][ T%4zu] BUG: kernel NULL pointer dereference, address: 0000000000000008\n",
       16},
      {"[    1.000000][    T9] f%zu+0x1/0x20\n", 16000}}},
    {"panics, each led to by the one before", {{"Kernel panic - not syncing: x%zu\n", 9999}}},
    {"rulers", {HEAD, {"------------[ cut here ]------------\n f+0x1/0x20\n", 8000}}},
    {"quotes", {{">", 60000}, {" BUG: x\n", 1}}},
    {"quotes, deep, of many lines",
     {{"> > > > > > > > > > > > > > > > > > > > > > f%zu+0x1/0x20\n", 16000}}},
    {"braces of JSON", {{"{\"MESSAGE\":\"BUG: x\",\"a\":", 1}, {"[", 30000}, {"\n", 1}}},
    {"keys of JSON",
     {{"{\"_TRANSPORT\":\"kernel\",", 1},
      {"\"k%zu\":\"v\",", 5000},
      {"\"MESSAGE\":\"BUG: x\"}\n", 1}}},
    {"numbers of a message in JSON",
     {{"{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[", 1}, {"66,85,71,58,32,", 4000}, {"10]}\n", 1}}},
    {"fields of the journal's export",
     {{"__CURSOR=x\n_TRANSPORT=kernel\nMESSAGE=BUG: kernel NULL pointer dereference, address: "
       "0000000000000008\n",
       1},
      {"FIELD_%zu=value\n", 16000},
      {"\n", 1}}},
    {"fragments of netconsole", {{"4,1,2,-,ncfrag=%zu/160000;BUG: x x x x x\n", 16000}}},
    {"fragments of netconsole, in order",
     {{"4,1,2,-,ncfrag=0/160000;BUG: xx\n4,1,2,-,ncfrag=7/160000;BUG: xx\n", 16000}}},
    {"soft breaks of quoted-printable",
     {{"Content-Transfer-Encoding: quoted-printable\n\n", 1}, {"BUG: x =\n", 16000}}},
    {"parts of pstore", {{"Oops#1 Part%zu\n<4>[    1.000000] BUG: x\n", 16000}}},
    {"parts of pstore, in the order of time", {{"Oops#1 Part%zu\n", 1000}}},
    {"messages repeated",
     {{"Mar 30 21:39:14 h kernel: BUG: x\nMar 30 21:39:14 h last message repeated %zu times\n",
       1000}}},
    {"stamps in a line", {{"[    1.000000] BUG: x ", 3000}, {"\n", 1}}},
    {"escapes of a terminal", {{"\x1b[1m", 16000}, {"BUG: x\n", 1}}},
    {"lines of one message, indented",
     {{"[    1.000000] BUG: x\n", 1}, {"               f%zu+0x1/0x20\n", 16000}}},
};

static void fail(const char *what)
{
	fprintf(stderr, "bench_lists: %s\n", what);
	exit(EXIT_FAILURE);
}

/* A text with a number in it. */
__attribute__((format(printf, 2, 0))) static size_t print(char *room, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(room, TEXT_MOST, format, arguments);
	va_end(arguments);
	if (size < 0 || size >= TEXT_MOST)
		fail("a text is too long");
	return (size_t)size;
}

static size_t put(char *log, size_t at, size_t size, const char *text, size_t number)
{
	char room[TEXT_MOST];
	size_t length = strchr(text, '%') ? print(room, text, number) : strlen(text);

	if (length > size - at)
		return size;
	memcpy(log + at, strchr(text, '%') ? room : text, length);
	return at + length;
}

static size_t fill(const struct family *family, char *log, size_t size)
{
	size_t at = 0;

	memset(log, '\n', size);
	while (at < size)
		for (size_t i = 0; i < PARTS_MOST && family->parts[i].text; i++)
			for (size_t k = 0; k < family->parts[i].times && at < size; k++)
				at = put(log, at, size, family->parts[i].text, k);
	return at;
}

static bool discard(const char *data, size_t size, void *user)
{
	(void)data;
	*(size_t *)user += size;
	return true;
}

static bool take(struct koops_report *report, void *user)
{
	const struct koops_text_options all = {.size = sizeof(all), .all = true};
	size_t *counts = user;

	counts[0]++;
	koops_report_write_json(report, discard, &counts[1]);
	koops_report_write_text(report, &all, discard, &counts[1]);
	koops_report_free(report);
	return true;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Nanoseconds a byte, the best of some rounds. */
static double measure(const struct koops_ctx *ctx, const char *log, size_t size, size_t counts[2])
{
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now(), took;

		counts[0] = counts[1] = 0;
		if (koops_parse_buffer(ctx, NULL, log, size, take, counts, NULL) != KOOPS_OK)
			fail("no memory");
		took = (now() - start) / (double)size * 1e9;
		if (i == 0 || took < best)
			best = took;
	}
	return best;
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = {SIZE / 8, SIZE / 2, SIZE};
	char *log = malloc(SIZE);
	struct koops_ctx *ctx;

	if (argc > 2 || !log || koops_ctx_new(NULL, NULL, &ctx) != KOOPS_OK)
		return EXIT_FAILURE;
	puts("ns a byte:  256 KB     1 MB     2 MB;  reports and bytes written, of 2 MB");
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		size_t counts[2];

		if (argc == 2 && !strstr(families[i].name, argv[1]))
			continue;
		printf("          ");
		for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
			printf(" %8.1f",
			       measure(ctx, log, fill(&families[i], log, sizes[k]), counts));
		printf("  %7zu %9zu  %s\n", counts[0], counts[1], families[i].name);
		fflush(stdout);
	}
	koops_ctx_free(ctx);
	free(log);
	return EXIT_SUCCESS;
}
