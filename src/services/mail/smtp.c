/* One SMTP session. What the server said and to which command is read from libcurl's own trace of the session. */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "mail/private.h"

#define CONNECT_S  20L
#define ANSWER_S   300L /* RFC 5321 section 4.5.3.2: the time for most commands */
#define ENDING_MS  20000
#define SAID_BYTES 400

/* How far a session has come; what fails before MAIL is not the message's fault. */
enum stage { STAGE_CONNECT, STAGE_AUTH, STAGE_MAIL, STAGE_RCPT, STAGE_DATA };

struct smtp {
	CURL *curl;
	const char *from;
	/* Of the message at hand. */
	enum stage stage;
	char said[SAID_BYTES]; /* the answer to the last command, its lines one after the other */
	size_t said_n;
	struct str rest;  /* of the text, not yet given to libcurl */
	int64_t given_ms; /* when all of it was; 0: not yet */
	bool is_stopped;
	bool is_quitting; /* what is said from here on is about nothing */
};

static atomic_bool ending;

void smtp_hurry(bool is_ending)
{
	ending = is_ending;
}

static int64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- What libcurl calls ---- */

static enum stage stage_of(struct str command, enum stage before)
{
	static const struct {
		struct str begins;
		enum stage stage;
	} commands[] = {
		{STR_INIT("AUTH"), STAGE_AUTH}, {STR_INIT("MAIL"), STAGE_MAIL},    {STR_INIT("RCPT"), STAGE_RCPT},
		{STR_INIT("DATA"), STAGE_DATA}, {STR_INIT("EHLO"), STAGE_CONNECT},
	};
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (str_starts(command, commands[i].begins))
			return commands[i].stage;
	return before;
}

/* Keeps the answer, not the commands: a password may stand in one. */
static int trace(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
	struct smtp *smtp = arg;
	(void)curl;
	if (type == CURLINFO_HEADER_OUT && str_starts(str_bytes(data, n), STR("QUIT")))
		smtp->is_quitting = true;
	if (smtp->is_quitting)
		return 0;
	if (type == CURLINFO_HEADER_OUT) {
		smtp->stage = stage_of(str_bytes(data, n), smtp->stage);
		smtp->said_n = 0;
	}
	if (type == CURLINFO_HEADER_IN && smtp->stage == STAGE_DATA && n > 3 && memcmp(data, "354", 3) == 0)
		return 0; /* "go on" is not an answer */
	for (size_t i = 0; type == CURLINFO_HEADER_IN && i < n && smtp->said_n < SAID_BYTES; i++)
		smtp->said[smtp->said_n++] = data[i];
	return 0;
}

static size_t give(char *to, size_t size, size_t n, void *arg)
{
	struct smtp *smtp = arg;
	size_t most = size * n < smtp->rest.n ? size * n : smtp->rest.n;
	if (most)
		memcpy(to, smtp->rest.p, most);
	smtp->rest = str_slice(smtp->rest, most, smtp->rest.n);
	if (!most)
		smtp->given_ms = clock_ms();
	return most;
}

static int progress(void *arg, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
	struct smtp *smtp = arg;
	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	if (!ending || (smtp->given_ms && clock_ms() - smtp->given_ms < ENDING_MS))
		return 0;
	smtp->is_stopped = true;
	return 1;
}

/* ---- Opening ---- */

static void curl_begin(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		die("libcurl cannot start");
}

static void set_security(CURL *curl, struct arena *arena, const struct mail_server *server, bool is_plain)
{
	struct curl_blob blob = {(void *)(uintptr_t)server->authority.p, server->authority.n, CURL_BLOB_COPY};
	(void)arena;
	curl_easy_setopt(curl, CURLOPT_USE_SSL, is_plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (server->authority.n)
		curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
}

struct smtp *smtp_open(struct arena *arena, const struct mail_server *server, struct str password, struct str hello)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, curl_begin);
	struct smtp *smtp = arena_new(arena, struct smtp);
	CURL *curl = curl_easy_init();
	if (!curl)
		die("libcurl gives no session");
	smtp->curl = curl;
	smtp->from = str_fmt(arena, "<%.*s>", STR_ARG(server->from)).p;
	curl_easy_setopt(curl, CURLOPT_URL, str_fmt(arena, "%.*s/%.*s", STR_ARG(server->url), STR_ARG(hello)).p);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_S);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SMTP_MOST_S);
	set_security(curl, arena, server, mail_server_is_plain(server));
	if (server->user.n) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(arena, server->user));
		curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(arena, password));
	}
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, smtp->from);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, trace);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, smtp);
	return smtp;
}

void smtp_closep(struct smtp **smtp)
{
	if (*smtp)
		curl_easy_cleanup((*smtp)->curl);
	*smtp = NULL;
}

/* ---- Sending ---- */

/* What the server said as one line of text, whatever bytes it sent. */
static struct str said_line(struct arena *arena, const struct smtp *smtp)
{
	struct buf line = buf_open(arena, smtp->said_n + 1);
	for (size_t i = 0; i < smtp->said_n; i++) {
		char c = smtp->said[i];
		bool is_space = c == ' ' || c == '\r' || c == '\n' || c == '\t';
		if (is_space && (line.n == 0 || line.p[line.n - 1] == ' '))
			continue;
		buf_char(&line, is_space ? ' ' : c > ' ' && c <= '~' ? c : '?');
	}
	return str_trim(buf_view(&line));
}

/* The number that begins the last answer; 0: there was none. */
static int64_t answer_of(const struct smtp *smtp)
{
	int64_t answer = 0;
	(void)str_to_i64(str_bytes(smtp->said, smtp->said_n < 3 ? 0 : 3), &answer);
	return answer;
}

static struct str why_of(struct arena *arena, const struct smtp *smtp, CURLcode code)
{
	struct str said = said_line(arena, smtp);
	switch (code) {
	case CURLE_OK:
		return said;
	case CURLE_COULDNT_RESOLVE_HOST:
		return STR("the mail server's name is not known: check how it is spelt, and this machine's network");
	case CURLE_COULDNT_CONNECT:
		return STR("the mail server cannot be reached: nothing answers at its address and port");
	case CURLE_PEER_FAILED_VERIFICATION:
		return STR("the mail server's certificate is not one that this machine trusts, or is another server's");
	case CURLE_SSL_CONNECT_ERROR:
		return STR("no secure connection to the mail server: is this the right port for smtps:// or smtp://?");
	case CURLE_USE_SSL_FAILED:
		return STR(
			"the mail server does not offer a secure connection (STARTTLS), and mail is not sent without");
	case CURLE_OPERATION_TIMEDOUT:
		return STR("the mail server did not answer in time");
	case CURLE_LOGIN_DENIED:
		return said.n ? str_fmt(arena, "the mail server refused the user name or password: %.*s", STR_ARG(said))
			      : STR("the mail server refused the user name or password");
	default:
		break;
	}
	return said.n ? said : str_fmt(arena, "the connection to the mail server broke: %s", curl_easy_strerror(code));
}

static enum smtp_end end_of(const struct smtp *smtp, CURLcode code, int64_t answer)
{
	if (code == CURLE_OK)
		return SMTP_TAKEN;
	if (smtp->is_stopped)
		return smtp->given_ms ? SMTP_UNSURE : SMTP_STOPPED;
	if (smtp->stage < STAGE_RCPT)
		/* 552 to MAIL is about this message's size alone. */
		return smtp->stage == STAGE_MAIL && answer == 552 ? SMTP_REFUSED : SMTP_DOWN;
	/* 530, 535: the server wants us to sign in. */
	if (answer == 530 || answer == 535)
		return SMTP_DOWN;
	return answer >= 500 && answer < 600 ? SMTP_REFUSED : SMTP_LATER;
}

enum smtp_end smtp_send(struct smtp *smtp, struct arena *arena, struct str to, struct str message, struct str *ret_why)
{
	struct curl_slist *recipients = curl_slist_append(NULL, str_fmt(arena, "<%.*s>", STR_ARG(to)).p);
	if (!recipients)
		die("no memory for a recipient");
	smtp->stage = STAGE_CONNECT;
	smtp->said_n = 0;
	smtp->rest = message;
	smtp->given_ms = 0;
	smtp->is_stopped = false;
	smtp->is_quitting = false;
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.n);
	CURLcode code = curl_easy_perform(smtp->curl);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(recipients);
	*ret_why = why_of(arena, smtp, code);
	return end_of(smtp, code, answer_of(smtp));
}
