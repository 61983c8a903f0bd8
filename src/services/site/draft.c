/* What `init` is told: rules. */
#include "site/colour.h"
#include "site/site.h"

#include <math.h>

#define NAME_BYTES_MAX 200
#define HOST_BYTES_MAX 253
#define HOST_LABEL_MAX 63

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static struct str lower(struct arena *arena, struct str s)
{
	char *copy = arena_copy(arena, s.p, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] - 'A' + 'a');
	}
	return str_bytes(copy, s.n);
}

/* RFC 1123 section 2.1: labels of letters, digits and inner hyphens. */
static bool host_is_valid(struct str host)
{
	if (host.n == 0 || host.n > HOST_BYTES_MAX)
		return false;
	struct str label;
	for (struct str rest = host; str_cut(&rest, '.', &label);) {
		if (label.n == 0 || label.n > HOST_LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++) {
			if (!is_letter_or_digit(label.p[i]) && label.p[i] != '-')
				return false;
		}
	}
	return host.p[host.n - 1] != '.';
}

static bool host_is_local(struct str host)
{
	return str_eq(host, STR("localhost")) || str_ends(host, STR(".localhost"));
}

/* Sets url and host. The address is the log's origin and stands in every receipt, so one site has one spelling of it.
 */
static void check_url(struct ctx *ctx, struct str given, struct site_settings *settings)
{
	struct str url = lower(ctx->arena, str_trim(given));
	if (url.n == 0) {
		(void)problem_add(ctx, "url", msg("give the site's address, such as https://ethics.example.gov"));
		return;
	}
	bool https = str_starts(url, STR("https://"));
	if (!https && !str_starts(url, STR("http://"))) {
		(void)problem_add(ctx, "url", msg("{1} must begin with https:// (or http:// on localhost)"), given);
		return;
	}
	if (str_ends(url, STR("/")))
		url.n--;
	size_t host_at = https ? 8 : 7;
	struct str authority = str_slice(url, host_at, url.n);
	size_t colon = str_find_char(authority, ':', 0);
	struct str host = str_slice(authority, 0, colon);
	int64_t port = 1;
	if (colon != STR_NPOS && !str_to_i64(str_slice(authority, colon + 1, authority.n), &port))
		port = 0;
	if (!host_is_valid(host) || port < 1 || port > 65535) {
		(void)problem_add(
			ctx, "url",
			msg("{1} must be a host name and at most a port, such as https://ethics.example.gov: no path, "
			    "no user name"),
			given);
		return;
	}
	if (!https && !host_is_local(host)) {
		(void)problem_add(ctx, "url", msg("{1} must be an https address: http is for localhost alone"), given);
		return;
	}
	if (colon != STR_NPOS && port == (https ? 443 : 80))
		url.n = host_at + colon;
	settings->url = url;
	settings->host = str_slice(url, host_at, host_at + host.n);
}

static void check_name(struct ctx *ctx, struct str given, struct site_settings *settings)
{
	struct str name = str_trim(given);
	if (name.n == 0)
		(void)problem_add(ctx, "name", msg("give the authority's name, such as \"City of Port Alder\""));
	else if (name.n > NAME_BYTES_MAX)
		(void)problem_add(ctx, "name", msg("the name is too long: at most {1} bytes"),
				  str_fmt(ctx->arena, "%d", NAME_BYTES_MAX));
	settings->name = name;
}

static void check_colour(struct ctx *ctx, struct str given, struct site_settings *settings)
{
	struct str text = lower(ctx->arena, str_trim(given));
	struct colour colour;
	const struct colour white = {255, 255, 255};
	if (text.n == 0)
		return;
	if (!colour_parse(text, &colour)) {
		(void)problem_add(ctx, "colour", msg("{1} is not a colour such as #1d5c63"), given);
		return;
	}
	double contrast = colour_contrast(colour, white);
	if (contrast < COLOUR_CONTRAST_TEXT)
		(void)problem_add(ctx, "colour",
				  msg("white text on {1} is hard to read: its contrast is {2} to 1 and must be at "
				      "least 4.5; choose "
				      "a darker colour"),
				  given, str_fmt(ctx->arena, "%.1f", floor(contrast * 10) / 10));
	settings->colour = text;
}

enum outcome site_draft_check(struct ctx *ctx, const struct site_draft *draft, struct site_settings *ret_settings)
{
	size_t problems_before = ctx->problems.count;
	struct site_settings settings = {
		.zone_name = str_trim(draft->zone_name),
		.fiscal_month = draft->fiscal_month ? draft->fiscal_month : 1,
		.demo = draft->demo,
	};
	const struct zone *zone;
	check_url(ctx, draft->url, &settings);
	check_name(ctx, draft->name, &settings);
	check_colour(ctx, draft->colour, &settings);
	enum outcome zone_found = zone_open(ctx, settings.zone_name, &zone);
	if (zone_found != OK && zone_found != INVALID)
		return zone_found;
	if (settings.fiscal_month < 1 || settings.fiscal_month > 12)
		(void)problem_add(ctx, "fiscal-month",
				  msg("the month in which the fiscal year begins is a number from 1 to 12"));
	if (ctx->problems.count > problems_before)
		return INVALID;
	*ret_settings = settings;
	return OK;
}
