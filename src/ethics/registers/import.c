/* One import from its files to its publication; what a crash left. */
#include <fcntl.h>
#include <unistd.h>

#include "registers/import_read.h"
#include "registers/registers_sql.h"
#include "registers/uploads.h"

/* ---- Whose run it is ---- */

#define STALE_MS INT64_C(120000)

/* When the process began, in the system's ticks: a number may be given to another process later. */
static struct str process_began(struct arena *arena, int64_t pid)
{
	char text[1024];
	CLEANUP(fd_closep) int fd = open(str_c(arena, str_fmt(arena, "/proc/%lld/stat", (long long)pid)), O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text));
	struct str rest = {text, n > 0 ? (size_t)n : 0}, part;
	/* The second field is a name in parentheses, in which spaces may stand. */
	for (size_t i = rest.n; i > 0; i--)
		if (rest.p[i - 1] == ')') {
			rest = str_slice(rest, i, rest.n);
			break;
		}
	for (int field = 2; str_cut(&rest, ' ', &part); field++)
		if (field == 22)
			return str_dup(arena, part);
	return STR("");
}

static struct str host(struct arena *arena)
{
	char name[256] = "";
	(void)gethostname(name, sizeof(name) - 1);
	return str_dup(arena, str_of(name));
}

struct str import_owner(struct arena *arena)
{
	int64_t pid = getpid();
	struct str began = process_began(arena, pid), name = host(arena);
	return str_fmt(arena, "%lld %.*s %.*s", (long long)pid, STR_ARG(began), STR_ARG(name));
}

bool import_owner_lives(struct str owner, int64_t seen_ms, int64_t now_ms)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct str rest = owner, pid_text, began;
	int64_t pid;
	if (!str_cut(&rest, ' ', &pid_text) || !str_cut(&rest, ' ', &began) || !str_to_i64(pid_text, &pid))
		return false;
	if (str_eq(rest, host(arena)))
		return str_eq(process_began(arena, pid), began);
	return now_ms - seen_ms < STALE_MS;
}

/* ---- Runs that are open ---- */

static const struct db_col run_cols[] = {
	DB_COL_I64(struct import_run, id),
	DB_COL_I64(struct import_run, source_no),
	DB_COL_TEXT(struct import_run, register_name),
	DB_COL_I64(struct import_run, state),
	DB_COL_TEXT(struct import_run, owner),
	DB_COL_I64(struct import_run, begun_ms),
	DB_COL_I64(struct import_run, seen_ms),
	DB_COL_I64(struct import_run, revision),
	DB_COL_TEXT(struct import_run, body),
	DB_COL_TEXT(struct import_run, post),
	DB_COL_I64(struct import_run, category),
	DB_COL_TEXT(struct import_run, scheme),
	DB_COL_I64(struct import_run, source_ms),
};
static const struct db_spec run_spec = DB_SPEC(struct import_run, run_cols);

enum outcome import_runs(struct ctx *ctx, struct import_run **ret_runs, size_t *ret_n)
{
	return db_list(ctx, &registers_sql_import_runs_open, DB_NO_PARAMS, &run_spec, ret_runs, ret_n);
}

static enum outcome drop_write(struct ctx *ctx, void *args)
{
	const struct import_run *run = args;
	TRY(db_exec(ctx, &registers_sql_import_chunks_drop, DB_PARAMS(db_int(run->id)), NULL));
	TRY(db_exec(ctx, &registers_sql_import_people_drop, DB_PARAMS(db_int(run->id)), NULL));
	return db_exec(ctx, &registers_sql_import_run_drop, DB_PARAMS(db_int(run->id)), NULL);
}

enum outcome registers_import_finish(struct ctx *ctx, bool *ret_some)
{
	struct import_run *runs;
	size_t n;
	*ret_some = false;
	TRY(site_read_begin(ctx, ctx->site));
	enum outcome outcome = import_runs(ctx, &runs, &n);
	db_read_end(ctx);
	TRY(outcome);
	for (size_t i = 0; i < n; i++) {
		if (import_owner_lives(runs[i].owner, runs[i].seen_ms, instant_now().ms))
			return problem_add(ctx, "", msg("Another import is underway since {1}: wait until it is done"),
					   instant_str(ctx->arena, (struct instant){runs[i].begun_ms})),
			       CONFLICT;
		*ret_some = true;
		/* Nothing of what was only staged is in the log: it is read again when somebody asks for it. */
		if (runs[i].state == RUN_STAGING)
			TRY(site_write(ctx, drop_write, &runs[i]));
		else
			TRY(import_apply(ctx, &runs[i], NULL));
	}
	return OK;
}

/* ---- One import ---- */

struct run_add {
	struct import_reading *reading;
	struct str owner;
};

static enum outcome run_write(struct ctx *ctx, void *args)
{
	const struct run_add *add = args;
	const struct import_reading *reading = add->reading;
	const struct mapping_person *person = &reading->import->mapping.person;
	struct import_run *open;
	size_t n;
	TRY(import_runs(ctx, &open, &n));
	if (n)
		return problem_add(ctx, "", msg("Another import is underway: wait until it is done")), CONFLICT;
	return db_exec(
		ctx, &registers_sql_import_run_add,
		DB_PARAMS(db_int(reading->run_id), db_int(reading->source_no), db_text(reading->scheme->id),
			  db_text(add->owner), db_int(ctx->now_ms), db_text(person->body.n ? person->body : STR("")),
			  db_text(person->post.n ? person->post : STR("")), db_int(person->category),
			  db_text(person->scheme.n ? person->scheme : STR("")), db_int(reading->import->source_ms)),
		NULL);
}

struct begin {
	struct import_run *run;
	struct str summary;
	int64_t upload_id;
	struct upload_told told;
};

static enum outcome begin_write(struct ctx *ctx, void *args)
{
	struct begin *begin = args;
	int64_t changed;
	TRY(registers_batch_begin(ctx, &begin->run->revision));
	TRY(db_exec(ctx, &registers_sql_import_run_apply,
		    DB_PARAMS(db_int(begin->run->id), db_int(begin->run->revision), db_int(ctx->now_ms),
			      db_text(begin->summary)),
		    &changed));
	if (changed != 1)
		return CONFLICT;
	return begin->upload_id ? upload_begun(ctx, begin->upload_id, begin->run->id, &begin->told) : OK;
}

static struct str sum_words(struct arena *arena, const struct import_sum *sum)
{
	return str_fmt(arena, "new %lld, changed %lld, gone %lld, same %lld, refused %lld", (long long)sum->n_new,
		       (long long)sum->n_changed, (long long)sum->n_gone, (long long)sum->n_same,
		       (long long)sum->n_refused);
}

static enum outcome apply_all(struct ctx *ctx, struct import_reading *reading)
{
	struct import *import = reading->import;
	const struct mapping_person *person = &import->mapping.person;
	struct import_run run = {
		.id = reading->run_id,
		.source_no = reading->source_no,
		.register_name = reading->scheme->id,
		.body = person->body,
		.post = person->post,
		.category = person->category,
		.scheme = person->scheme,
		.source_ms = import->source_ms,
	};
	if (import->sum.n_new + import->sum.n_changed + import->sum.n_gone == 0)
		return site_write(ctx, drop_write, &run);
	struct begin begin = {.run = &run,
			      .summary = sum_words(ctx->arena, &import->sum),
			      .upload_id = import->upload_id,
			      .told = upload_told_of(ctx, import)};
	TRY(site_write(ctx, begin_write, &begin));
	return import_apply(ctx, &run, import);
}

static enum outcome read_and_apply(struct ctx *ctx, struct import_reading *reading)
{
	struct import *import = reading->import;
	struct import_run dropped = {.id = reading->run_id};
	enum outcome outcome = import_read_all(ctx, reading);
	if (outcome == OK && !import->dry_run)
		return apply_all(ctx, reading);
	/* What was staged is of no use any more; the first outcome is the one to tell. */
	if (reading->run_id && site_write(ctx, drop_write, &dropped) != OK)
		log_event(LOG_WARN, "registers.import", "left=staged");
	return outcome;
}

enum outcome registers_import(struct ctx *ctx, struct import *import)
{
	struct import_reading reading = {.import = import,
					 .today = site_today(ctx),
					 .faults = {.path = import->faults, .to = import->faults_to, .fd = -1}};
	bool some;
	if (!import->dry_run)
		TRY(registers_import_finish(ctx, &some));
	TRY(import_read_mapping(ctx, &reading));
	TRY(import_plan(ctx, &reading));
	TRY(import_heads(ctx, &reading));
	TRY(import_source(ctx, &reading));
	TRY(import_dated(ctx, &reading));
	if (!import->dry_run) {
		struct run_add add = {&reading, import_owner(ctx->arena)};
		reading.run_id = id_new(ctx);
		TRY(site_write(ctx, run_write, &add));
	}
	enum outcome outcome = read_and_apply(ctx, &reading);
	fd_closep(&reading.faults.fd);
	return outcome;
}

struct str import_sum_json(struct arena *arena, const struct import *import)
{
	const struct import_sum *sum = &import->sum;
	struct buf out = buf_open(arena, 1024);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_str(&json, "mapping", import->mapping.id);
	json_str(&json, "register", import->mapping.register_id);
	json_bool(&json, "dry_run", import->dry_run);
	if (import->source_ms)
		json_str(&json, "published", day_str(arena, import->published));
	json_i64(&json, "files", sum->n_files);
	json_i64(&json, "new", sum->n_new);
	json_i64(&json, "changed", sum->n_changed);
	json_i64(&json, "gone", sum->n_gone);
	json_i64(&json, "same", sum->n_same);
	json_i64(&json, "refused", sum->n_refused);
	json_i64(&json, "left_out", sum->n_left_out);
	json_i64(&json, "people_added", sum->n_people);
	json_begin_array(&json, "notes");
	for (size_t i = 0; i < sum->n_notes; i++)
		json_str(&json, NULL, sum->notes[i]);
	json_end(&json);
	json_end(&json);
	return buf_view(&out);
}

/* ---- What a crash left, where the site is served ---- */

enum outcome import_job_left(struct ctx *ctx, int64_t *ret_n)
{
	struct import_run *runs;
	size_t n;
	*ret_n = 0;
	TRY(import_runs(ctx, &runs, &n));
	for (size_t i = 0; i < n; i++)
		*ret_n += !import_owner_lives(runs[i].owner, runs[i].seen_ms, instant_now().ms);
	return OK;
}

enum outcome import_job_run(struct ctx *ctx)
{
	bool some;
	return registers_import_finish(ctx, &some);
}
