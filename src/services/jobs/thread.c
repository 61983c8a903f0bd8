/* The threads that run jobs, some for those that are slow, one for those for which somebody waits and one for all
 * others: each looks at positions in memory, four times a second, and asks a database only when one has moved or a
 * job's time has come. */
#include <pthread.h>
#include <time.h>

#include "jobs/jobs.h"
#include "jobs/private.h"

#define LOOK_MS 200

/* One job gives way to the others after this. */
#define TURN_MS 500

/* A database that cannot be asked is asked again after this. */
#define AWAY_MS 10000

/* While the clock of the machine is doubted, what goes by it is asked after this. */
#define DOUBTED_MS 60000

/* One job of one site. */
struct watch {
	struct site *site;
	const struct job *job;
	uint64_t kinds;    /* that it waits for */
	uint64_t position; /* of these, up to which it has run */
	int64_t next_ms;   /* of jobs_clock_ms: when it is asked in any case; INT64_MAX: never */
	bool is_waiting;   /* for its next try: what happens before that does not wake it */
};

enum lane_of { LANE_QUICK, LANE_ASKED, LANE_SLOW };

/* What one thread watches: slow jobs of some sites, or others of all. */
struct lane {
	struct job_thread *thread;
	struct watch *watches;
	size_t n;
	pthread_t id;
};

/* Slow jobs of so many sites at once: a mail server that takes its time holds up few others. */
#define SLOW_LANES 8

struct job_thread {
	struct arena *arena;
	struct lane lanes[LANE_SLOW + SLOW_LANES];
	size_t n_lanes;
	pthread_mutex_t mutex;
	pthread_cond_t stop;
	bool is_stopping;
};

static int64_t later(int64_t now, int every_s)
{
	return every_s ? now + (int64_t)every_s * 1000 : INT64_MAX;
}

static void watch_run(struct arena *arena, struct watch *watch)
{
	arena_scope(arena);
	struct ctx ctx = {.arena = arena, .site = watch->site, .now_ms = instant_now().ms};
	struct job_report report = {0};
	int64_t again_ms = 0;
	bool is_believed = true;
	if (watch->job->dated && clock_look(&ctx, &is_believed) != OK)
		is_believed = false;
	if (!is_believed) {
		watch->next_ms = jobs_clock_ms() + DOUBTED_MS;
		watch->is_waiting = true;
		return;
	}
	uint64_t position = watch->kinds ? database_position(watch->site->database, watch->kinds) : 0;
	enum outcome outcome = jobs_run(&ctx, watch->job, TURN_MS, false, &report, &again_ms);
	int64_t now = jobs_clock_ms();
	watch->position = position;
	watch->is_waiting = again_ms > 0 || outcome != OK;
	if (outcome != OK) {
		log_event(LOG_ERROR, "jobs", "job=%s outcome=%s", watch->job->name, outcome_name(outcome));
		watch->next_ms = now + AWAY_MS;
	} else if (again_ms > 0) {
		watch->next_ms = now + (again_ms > ctx.now_ms ? again_ms - ctx.now_ms : 0);
	} else {
		watch->next_ms = report.left > 0 ? now : later(now, watch->job->every_s);
	}
}

static bool is_due(const struct watch *watch, int64_t now)
{
	if (now >= watch->next_ms)
		return true;
	if (watch->is_waiting)
		return false;
	if (watch->job->asked && watch->job->asked(watch->site))
		return true;
	return watch->kinds && database_position(watch->site->database, watch->kinds) > watch->position;
}

/* Waits for the next look; false when it is time to end. */
static bool wait_for_next(struct job_thread *thread)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&thread->mutex);
	if (!thread->is_stopping)
		(void)pthread_cond_clockwait(&thread->stop, &thread->mutex, CLOCK_MONOTONIC, &until);
	bool goes_on = !thread->is_stopping;
	pthread_mutex_unlock(&thread->mutex);
	return goes_on;
}

static bool must_stop(struct job_thread *thread)
{
	pthread_mutex_lock(&thread->mutex);
	bool stop = thread->is_stopping;
	pthread_mutex_unlock(&thread->mutex);
	return stop;
}

static void *lane_main(void *arg)
{
	struct lane *lane = arg;
	struct job_thread *thread = lane->thread;
	struct arena *arena CLEANUP(arena_closep) = arena_open(0);
	do {
		for (size_t i = 0; i < lane->n && !must_stop(thread); i++)
			if (is_due(&lane->watches[i], jobs_clock_ms()))
				watch_run(arena, &lane->watches[i]);
	} while (wait_for_next(thread));
	return NULL;
}

static enum lane_of lane_of(const struct job *job)
{
	if (job->asked)
		return LANE_ASKED;
	return job->slow ? LANE_SLOW : LANE_QUICK;
}

static size_t watches_of(struct site *site, enum lane_of of, struct watch *watches)
{
	size_t n = 0;
	for (size_t i = 0; i < site->features->n; i++) {
		const struct feature *feature = site->features->p[i];
		for (size_t j = 0; j < feature->n_jobs; j++) {
			const struct job *job = &feature->jobs[j];
			if (lane_of(job) != of)
				continue;
			if (watches)
				watches[n] = (struct watch){
					.site = site,
					.job = job,
					.kinds = job->after ? db_kinds(job->after) : 0,
				};
			n++;
		}
	}
	return n;
}

/* Of every `step`th site, from the one of that number on. */
static void lane_start(struct job_thread *thread, const struct site_table *sites, enum lane_of of, size_t from,
		       size_t step)
{
	struct lane *lane = &thread->lanes[thread->n_lanes++];
	lane->thread = thread;
	for (size_t i = from; i < sites_n(sites); i += step)
		lane->n += watches_of(sites_at(sites, i), of, NULL);
	lane->watches = arena_array(thread->arena, struct watch, lane->n);
	size_t n = 0;
	for (size_t i = from; i < sites_n(sites); i += step)
		n += watches_of(sites_at(sites, i), of, lane->watches + n);
	if (pthread_create(&lane->id, NULL, lane_main, lane) != 0)
		die("the system refused a thread");
}

static void hurry(struct job_thread *thread, bool is_ending)
{
	for (size_t i = 0; i < thread->n_lanes; i++)
		for (size_t j = 0; j < thread->lanes[i].n; j++)
			if (thread->lanes[i].watches[j].job->hurry)
				thread->lanes[i].watches[j].job->hurry(is_ending);
}

void jobs_start(const struct site_table *sites, struct job_thread **ret_thread)
{
	struct arena *arena = arena_open(0);
	struct job_thread *thread = arena_new(arena, struct job_thread);
	thread->arena = arena;
	pthread_mutex_init(&thread->mutex, NULL);
	pthread_cond_init(&thread->stop, NULL);
	size_t slow = sites_n(sites) < SLOW_LANES ? sites_n(sites) : SLOW_LANES;
	lane_start(thread, sites, LANE_QUICK, 0, 1);
	lane_start(thread, sites, LANE_ASKED, 0, 1);
	for (size_t i = 0; i < slow; i++)
		lane_start(thread, sites, LANE_SLOW, i, slow);
	*ret_thread = thread;
}

void jobs_stop(struct job_thread *thread)
{
	if (!thread)
		return;
	pthread_mutex_lock(&thread->mutex);
	thread->is_stopping = true;
	pthread_cond_broadcast(&thread->stop);
	pthread_mutex_unlock(&thread->mutex);
	hurry(thread, true);
	for (size_t i = 0; i < thread->n_lanes; i++)
		pthread_join(thread->lanes[i].id, NULL);
	hurry(thread, false);
	pthread_cond_destroy(&thread->stop);
	pthread_mutex_destroy(&thread->mutex);
	arena_close(thread->arena);
}
