/* For bench programs of any room: processor time, PostgreSQL's included. On a machine that is shared the clock says
 * little. */
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <time.h>

#include "db/db.h"

/* Processes of the server that work for this one: none where the engine is a part of it. */
struct backends {
	size_t n;
	char files[16][32]; /* "/proc/123/schedstat" */
};

/* A server names in its command line whom it works for: "postgres: role bench [local] idle". */
static inline void backend_add(struct backends *backends, const char *pid, const char *database)
{
	char path[300];
	char line[256] = "";
	char wanted[128];
	snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	snprintf(wanted, sizeof(wanted), " %s ", database);
	FILE *file = fopen(path, "r");
	if (!file)
		return;
	bool is_backend = fgets(line, sizeof(line), file) && str_starts(str_of(line), STR("postgres: ")) &&
			  str_find(str_of(line), str_of(wanted), 0) != STR_NPOS;
	fclose(file);
	if (is_backend && backends->n < COUNT_OF(backends->files))
		snprintf(backends->files[backends->n++], sizeof(backends->files[0]), "/proc/%.12s/schedstat", pid);
}

/* `database` is PostgreSQL's name of it, as behind the last "/" of its address; NULL for SQLite. Those of now: a
 * connection made later is not among them. */
static inline struct backends backends_of(const char *database)
{
	struct backends backends = {0};
	DIR *processes = database ? opendir("/proc") : NULL;
	for (const struct dirent *entry; processes && (entry = readdir(processes));)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			backend_add(&backends, entry->d_name, database);
	if (processes)
		closedir(processes);
	if (database && backends.n == 0)
		die("the server's processes cannot be seen: it must run on this machine");
	return backends;
}

/* Processor time of this process and of the server, as Linux counts it. A connection that ended takes its time with it.
 */
static inline double processor_seconds(const struct backends *backends)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	double used = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	for (size_t i = 0; i < backends->n; i++) {
		unsigned long long ns = 0;
		FILE *file = fopen(backends->files[i], "r");
		if (file && fscanf(file, "%llu", &ns) == 1)
			used += (double)ns / 1e9;
		if (file)
			fclose(file);
	}
	return used;
}
