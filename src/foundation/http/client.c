#include "http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define BUCKETS 1024

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static struct client client_v4(const void *address)
{
	struct client client;
	memcpy(client.b, mapped, sizeof(mapped));
	memcpy(client.b + 12, address, 4);
	return client;
}

struct client client_of(const struct sockaddr *address)
{
	struct client client = {0};
	if (address && address->sa_family == AF_INET)
		return client_v4(&((const struct sockaddr_in *)(const void *)address)->sin_addr);
	if (address && address->sa_family == AF_INET6)
		memcpy(client.b, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
	return client;
}

/* Without brackets, and without a port behind an address that cannot be mistaken for one. */
static struct str address_part(struct str text)
{
	if (str_starts(text, STR("[")))
		return str_slice(text, 1, str_find_char(text, ']', 0));
	size_t colon = str_find_char(text, ':', 0);
	bool one_colon = colon != STR_NPOS && str_find_char(text, ':', colon + 1) == STR_NPOS;
	return one_colon ? str_slice(text, 0, colon) : text;
}

bool client_parse(struct str text, struct client *ret_client)
{
	text = address_part(str_trim(text));
	char c[INET6_ADDRSTRLEN];
	if (str_empty(text) || text.n >= sizeof(c))
		return false;
	memcpy(c, text.p, text.n);
	c[text.n] = '\0';
	unsigned char address[16];
	if (inet_pton(AF_INET, c, address) == 1) {
		*ret_client = client_v4(address);
		return true;
	}
	if (inet_pton(AF_INET6, c, address) != 1)
		return false;
	memcpy(ret_client->b, address, 16);
	return true;
}

bool client_forwarded(struct str list, struct client *ret_client)
{
	size_t from = list.n;
	while (from > 0 && list.p[from - 1] != ',')
		from--;
	return client_parse(str_slice(list, from, list.n), ret_client);
}

bool client_is_unix(const struct client *client)
{
	static const struct client none;
	return client_eq(client, &none);
}

struct str client_str(struct arena *arena, const struct client *client)
{
	char c[INET6_ADDRSTRLEN];
	if (client_is_unix(client))
		return STR("unix");
	bool is_v4 = memcmp(client->b, mapped, sizeof(mapped)) == 0;
	if (!inet_ntop(is_v4 ? AF_INET : AF_INET6, is_v4 ? client->b + 12 : client->b, c, sizeof(c)))
		die("an address cannot be printed");
	return str_dup(arena, str_of(c));
}

bool client_eq(const struct client *a, const struct client *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* ---- Counts ---- */

struct tally {
	struct tally *next;
	struct client client;
	unsigned n;
};

struct client_counts {
	pthread_mutex_t lock;
	struct arena *arena;
	unsigned limit;
	struct tally *unused;
	struct tally *buckets[BUCKETS];
};

struct client_counts *client_counts_open(struct arena *arena, unsigned limit)
{
	struct client_counts *counts = arena_new(arena, struct client_counts);
	counts->arena = arena_open(0);
	counts->limit = limit;
	pthread_mutex_init(&counts->lock, NULL);
	return counts;
}

void client_counts_close(struct client_counts *counts)
{
	pthread_mutex_destroy(&counts->lock);
	arena_close(counts->arena);
}

static struct client counted_as(const struct client *client)
{
	struct client whole = *client;
	if (memcmp(client->b, mapped, sizeof(mapped)) != 0)
		memset(whole.b + 8, 0, 8);
	return whole;
}

static struct tally **place_of(struct client_counts *counts, const struct client *client)
{
	uint64_t high, low;
	memcpy(&high, client->b, 8);
	memcpy(&low, client->b + 8, 8);
	uint64_t hash = (high * 0x9e3779b97f4a7c15u) ^ (low * 0xff51afd7ed558ccdu);
	struct tally **at = &counts->buckets[(hash >> 32) % BUCKETS];
	while (*at && !client_eq(&(*at)->client, client))
		at = &(*at)->next;
	return at;
}

static struct tally *tally_new(struct client_counts *counts)
{
	struct tally *tally = counts->unused;
	if (!tally)
		return arena_new(counts->arena, struct tally);
	counts->unused = tally->next;
	*tally = (struct tally){0};
	return tally;
}

bool client_enter(struct client_counts *counts, const struct client *client)
{
	const struct client whole = counted_as(client);
	pthread_mutex_lock(&counts->lock);
	struct tally **at = place_of(counts, &whole);
	if (!*at) {
		*at = tally_new(counts);
		(*at)->client = whole;
	}
	bool admitted = (*at)->n < counts->limit;
	(*at)->n += admitted;
	pthread_mutex_unlock(&counts->lock);
	return admitted;
}

void client_leave(struct client_counts *counts, const struct client *client)
{
	const struct client whole = counted_as(client);
	pthread_mutex_lock(&counts->lock);
	struct tally **at = place_of(counts, &whole);
	struct tally *tally = *at;
	if (!tally)
		die("a client leaves that never came");
	if (--tally->n == 0) {
		*at = tally->next;
		tally->next = counts->unused;
		counts->unused = tally;
	}
	pthread_mutex_unlock(&counts->lock);
}
