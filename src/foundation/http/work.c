#include "http/server.h"

#define STACK_BYTES ((size_t)1024 * 1024)

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t pushed;
	struct job *first;
	struct job **last;
	size_t n, limit;
	bool stops;
	pthread_t *threads;
	unsigned threads_n;
};

/* The next job; NULL when the workers stop and nothing is left. */
static struct job *workers_pop(struct workers *workers, bool *ret_stops)
{
	pthread_mutex_lock(&workers->lock);
	while (!workers->first && !workers->stops)
		pthread_cond_wait(&workers->pushed, &workers->lock);
	struct job *job = workers->first;
	if (job) {
		workers->first = job->next;
		workers->n--;
		if (!workers->first)
			workers->last = &workers->first;
	}
	*ret_stops = workers->stops;
	pthread_mutex_unlock(&workers->lock);
	return job;
}

static void *work(void *data)
{
	struct workers *workers = data;
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct compressor *compressor = compressor_open(arena);
	struct job *job;
	bool stops;
	while ((job = workers_pop(workers, &stops)))
		job_run(job, stops ? NULL : compressor);
	compressor_close(compressor);
	return NULL;
}

struct workers *workers_open(struct arena *arena, unsigned n, size_t queue)
{
	struct workers *workers = arena_new(arena, struct workers);
	pthread_mutex_init(&workers->lock, NULL);
	pthread_cond_init(&workers->pushed, NULL);
	workers->last = &workers->first;
	workers->limit = queue;
	workers->threads = arena_array(arena, pthread_t, n);
	workers->threads_n = n;
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	for (unsigned i = 0; i < n; i++)
		if (pthread_create(&workers->threads[i], &attributes, work, workers) != 0)
			die("the system gives no thread for a worker");
	pthread_attr_destroy(&attributes);
	return workers;
}

bool workers_push(struct workers *workers, struct job *job)
{
	pthread_mutex_lock(&workers->lock);
	bool has_room = workers->n < workers->limit && !workers->stops;
	if (has_room) {
		job->next = NULL;
		*workers->last = job;
		workers->last = &job->next;
		workers->n++;
		pthread_cond_signal(&workers->pushed);
	}
	pthread_mutex_unlock(&workers->lock);
	return has_room;
}

void workers_stop(struct workers *workers)
{
	pthread_mutex_lock(&workers->lock);
	workers->stops = true;
	pthread_cond_broadcast(&workers->pushed);
	pthread_mutex_unlock(&workers->lock);
	for (unsigned i = 0; i < workers->threads_n; i++)
		pthread_join(workers->threads[i], NULL);
}

void workers_close(struct workers *workers)
{
	pthread_cond_destroy(&workers->pushed);
	pthread_mutex_destroy(&workers->lock);
}
