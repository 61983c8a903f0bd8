#include "registers/bench_registers_made.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "commitments/commitments.h"

#define DONORS 20000

double clock_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- What is declared ---- */

struct names names_read(struct arena *arena, const char *folder, const char *file, size_t most)
{
	struct names names = {arena_array(arena, struct str, most), 0};
	char path[500], line[200];
	snprintf(path, sizeof(path), "%s/%s", folder, file);
	FILE *in = fopen(path, "r");
	if (!in)
		die("no names: %s", path);
	while (names.n < most && fgets(line, sizeof(line), in)) {
		size_t n = strcspn(line, " \n");
		for (size_t i = 1; i < n; i++)
			line[i] = (char)(line[i] - 'A' + 'a');
		names.p[names.n++] = str_dup(arena, str_bytes(line, n));
	}
	fclose(in);
	return names;
}

/* SplitMix64. */
static uint64_t draw(uint64_t i, uint64_t what)
{
	uint64_t z = i * 0x9e3779b97f4a7c15U + what * 0xd1b54a32d192ed03U + 0x632be59bd9b4e019U;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

struct gift gift_of(struct arena *arena, const struct world *w, int64_t i)
{
	static const char *const things[] = {"A framed map of", "Dinner with the", "Two tickets to a concert of the",
					     "A bottle of wine from the", "A book about the"};
	static const char *const kinds[] = {"& Sons Ltd", "Holdings plc", "Foundation", "Harbour Company"};
	static const char *const outcomes[] = {"accepted", "accepted", "accepted", "accepted", "accepted",
					       "accepted", "accepted", "refused",  "refused",  "returned"};
	uint64_t at = (uint64_t)i, donor = draw(at, 1) % DONORS;
	struct gift g = {.person = 1 + (int64_t)(draw(at, 2) % (uint64_t)w->persons)};
	int32_t received = TODAY - 30 - (int32_t)(draw(at, 3) % 1800);
	uint64_t pence = 500 + draw(at, 4) % 50000;
	struct str name = w->last.p[draw(donor, 5) % w->last.n];
	g.declared = received + (int32_t)(draw(at, 6) % 28);
	g.category = draw(at, 7) % 10 < 6 ? STR("gift") : STR("hospitality");
	g.cells[0] = str_fmt(arena, "%s %.*s family", things[draw(at, 8) % COUNT_OF(things)],
			     STR_ARG(w->last.p[draw(at, 9) % w->last.n]));
	g.cells[1] = str_fmt(arena, "%.*s %s", STR_ARG(name), kinds[draw(donor, 10) % COUNT_OF(kinds)]);
	g.cells[2] = day_str(arena, (struct day){received});
	g.cells[3] = str_fmt(arena, "%llu.%02llu", (unsigned long long)pence / 100, (unsigned long long)pence % 100);
	g.cells[4] = str_of(outcomes[draw(at, 11) % COUNT_OF(outcomes)]);
	return g;
}

struct str sort_name(struct arena *arena, const struct world *w, int64_t person)
{
	uint64_t i = (uint64_t)person;
	return str_fmt(arena, "%.*s, %.*s", STR_ARG(w->last.p[draw(i, 20) % w->last.n]),
		       STR_ARG(w->first.p[draw(i, 21) % w->first.n]));
}

/* ---- The sqlite3 shell ---- */

struct took shell_run(const char *database, const char *script, const char *to)
{
	char *argv[] = {(char *)"sqlite3", (char *)"-csv", (char *)"-header", (char *)database, (char *)script, NULL};
	extern char **environ;
	struct rusage used;
	posix_spawn_file_actions_t actions;
	int status = 0;
	pid_t pid;
	posix_spawn_file_actions_init(&actions);
	if (to)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double began = clock_s();
	if (posix_spawnp(&pid, "sqlite3", &actions, NULL, argv, environ) != 0)
		die("no sqlite3 shell: apt-get install sqlite3");
	if (wait4(pid, &status, 0, &used) != pid || status != 0)
		die("the sqlite3 shell failed");
	posix_spawn_file_actions_destroy(&actions);
	struct took took = {clock_s() - began, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
						       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6};
	return took;
}

/* The columns of an entry, of its version and of its answers, with an index for each by which our lists go. */
static void rows_print(const struct world *w, const char *path)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	FILE *out = fopen(path, "w");
	if (!out)
		die("%s cannot be written", path);
	for (int64_t i = 1; i <= w->entries; i++) {
		arena_scope(arena);
		struct gift g = gift_of(arena, w, i);
		struct str name = sort_name(arena, w, g.person);
		fprintf(out,
			"%lld,1,%lld,,,0,0,0,1,1,2147483647,1,3,%.*s,%.*s,2147483647,%d,,,%lld,,\"%.*s\",%.*s,%.*s,%.*"
			"s,%.*s,%.*s\n",
			(long long)i << 22 | 1, (long long)g.person, STR_ARG(g.category), STR_ARG(g.cells[2]),
			g.declared, (long long)i, STR_ARG(name), STR_ARG(g.cells[0]), STR_ARG(g.cells[1]),
			STR_ARG(g.cells[2]), STR_ARG(g.cells[3]), STR_ARG(g.cells[4]));
	}
	fclose(out);
}

struct took shell_import(struct arena *arena, const struct world *w, const char *folder, const char *sql)
{
	char *csv = str_c(arena, str_fmt(arena, "%s/entries.csv", folder));
	char *flat = str_c(arena, str_fmt(arena, "%s/flat.db", folder));
	rows_print(w, csv);
	(void)shell_run(flat, str_c(arena, str_fmt(arena, ".read %s/shell_table.sql", sql)), NULL);
	struct took took = shell_run(flat, str_c(arena, str_fmt(arena, ".import --csv %s e", csv)), NULL);
	(void)unlink(csv);
	return took;
}
