/* `aboveboard registers audit` and `schemes`. */
#include "registers/audit.h"

static const char *const kind_names[] = {
	[FIELD_TEXT] = "text",
	[FIELD_LONG_TEXT] = "long text",
	[FIELD_MONEY] = "money",
	[FIELD_NUMBER] = "number",
	[FIELD_DATE] = "date",
	[FIELD_PERIOD] = "period",
	[FIELD_YES_NO] = "yes/no",
	[FIELD_CHOICE] = "choice",
	[FIELD_PERSON] = "person",
	[FIELD_ADDRESS] = "address",
	[FIELD_ORGANIZATION] = "organization",
	[FIELD_PERCENTAGE] = "percentage",
	[FIELD_LINK] = "link",
	[FIELD_FILE] = "file",
};
static const char *const public_names[] = {
	[REGISTER_PUBLIC] = "entries", [REGISTER_COUNTS] = "counts", [REGISTER_PRIVATE] = "nothing"};
static const char *const review_names[] = {
	[REVIEW_NONE] = "none", [REVIEW_BEFORE] = "before", [REVIEW_AFTER] = "after"};
static const char *const filing_names[] = {
	[FILING_NONE] = "none", [FILING_COPY] = "copy", [FILING_APPROVED] = "approved"};
static const char *const step_names[] = {
	[STEP_MANAGER] = "manager", [STEP_HEAD] = "head", [STEP_OFFICER] = "officer", [STEP_CLERK] = "clerk"};

/* The roles of the office, in the order of the columns. */
static const struct {
	enum role role;
	const char *name;
} roles[] = {{ROLE_OFFICER, "officer"},
	     {ROLE_CLERK, "clerk"},
	     {ROLE_AUDITOR, "auditor"},
	     {ROLE_ADMINISTRATOR, "administrator"},
	     {ROLE_PERSON, "other members"}};

static struct str steps_words(struct arena *arena, uint32_t steps)
{
	struct buf out = buf_open(arena, 32);
	for (size_t i = STEP_MANAGER; i <= STEP_CLERK; i++)
		if (steps >> i & 1)
			buf_fmt(&out, "%s%s", out.n ? ", " : "", step_names[i]);
	return buf_view(&out);
}

/* ---- As text ---- */

#define ROLE_WIDTH ((int)sizeof("as the public") - 1)

struct widths {
	int field, kind, seen;
};

static int wider(int width, struct str text)
{
	int n = 0;
	for (size_t at = 0; at < text.n; n++)
		(void)utf8_next(text, &at);
	return n > width ? n : width;
}

/* Padded to so many characters. */
static void put_padded(struct buf *out, struct str text, int width)
{
	buf_str(out, text);
	for (int n = wider(0, text); n < width + 2; n++)
		buf_c(out, " ");
}

static struct widths widths_of(const struct audit *audit)
{
	struct widths widths = {.field = 5, .kind = 4, .seen = wider(0, str_of(audit_public_name(AUDIT_THAT)))};
	for (size_t i = 0; i < audit->n_fields; i++) {
		const struct audit_field *field = &audit->fields[i];
		widths.field = wider(widths.field, field->field->id);
		widths.kind = wider(widths.kind, str_of(kind_names[field->field->kind]));
		widths.seen = wider(widths.seen, str_of(audit_public_name(field->seen)));
	}
	return widths;
}

static void put_roles(struct buf *out, enum audit_public seen, const bool *by_role)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		put_padded(out, str_of(audit_reads(seen, by_role[roles[i].role])), ROLE_WIDTH);
}

static void put_head(struct buf *out, const struct widths *widths)
{
	buf_lit(out, "\n    ");
	put_padded(out, STR("field"), widths->field);
	put_padded(out, STR("kind"), widths->kind);
	put_padded(out, STR("public"), widths->seen);
	buf_lit(out, "person  ");
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		put_padded(out, str_of(roles[i].name), ROLE_WIDTH);
	put_padded(out, STR("command line"), ROLE_WIDTH);
	buf_lit(out, "in public files as\n");
}

static void put_field(struct buf *out, const struct widths *widths, const struct audit_field *field, bool is_of_body)
{
	buf_lit(out, "    ");
	put_padded(out, field->field->id, widths->field);
	put_padded(out, str_of(kind_names[field->field->kind]), widths->kind);
	put_padded(out, str_of(audit_public_name(field->seen)), widths->seen);
	buf_fmt(out, "%-6s  ", is_of_body ? "-" : "yes");
	put_roles(out, field->seen, field->by_role);
	put_padded(out, str_of(audit_reads(field->seen, field->by_command_line)), ROLE_WIDTH);
	buf_str(out, str_empty(field->columns) ? STR("-") : field->columns);
	buf_lit(out, "\n");
}

static void put_about(struct ctx *ctx, struct buf *out, const struct audit *audit)
{
	const struct scheme *scheme = audit->scheme;
	buf_fmt(out, "%.*s (%.*s)\n", STR_ARG(scheme->title), STR_ARG(scheme->id));
	buf_fmt(out, "  the public sees   %s\n  review            %s\n", public_names[scheme->shown],
		review_names[scheme->review]);
	if (scheme->steps)
		buf_fmt(out, "  approved by       %.*s: they read what they approve\n",
			STR_ARG(steps_words(ctx->arena, scheme->steps)));
	buf_fmt(out, "  filing in law     %s%s%.*s\n", filing_names[scheme->filing],
		str_empty(scheme->filed_with) ? "" : "; by law with ", STR_ARG(scheme->filed_with));
	buf_fmt(out, "  public until      %.*s\n  kept until        %.*s\n", STR_ARG(audit->public_until),
		STR_ARG(audit->keep_until));
	buf_fmt(out, "  source            %.*s%s\n", STR_ARG(scheme->row.source),
		scheme->row.confirm ? " (to be confirmed)" : "");
}

static void put_audit(struct ctx *ctx, struct buf *out, const struct audit *audit)
{
	const struct widths widths = widths_of(audit);
	const struct scheme_category *category = NULL;
	put_about(ctx, out, audit);
	put_head(out, &widths);
	for (size_t i = 0; i < audit->n_fields; i++) {
		if (audit->fields[i].category != category) {
			category = audit->fields[i].category;
			buf_fmt(out, "  %.*s (%.*s)%s\n", STR_ARG(category->title), STR_ARG(category->id),
				category->closed ? ", closed" : "");
		}
		put_field(out, &widths, &audit->fields[i], audit->scheme->of_body);
	}
	buf_lit(out, "  What is withheld by law\n    ");
	put_padded(out, STR("all"), widths.field);
	put_padded(out, STR(""), widths.kind);
	put_padded(out, str_of(audit_public_name(AUDIT_THAT)), widths.seen);
	buf_lit(out, "yes     ");
	put_roles(out, AUDIT_THAT, audit->withheld_by_role);
	put_padded(out, str_of(audit_reads(AUDIT_THAT, false)), ROLE_WIDTH);
	buf_lit(out, "-\n\n");
}

/* ---- As JSON and CSV ---- */

static void put_roles_json(struct json *json, enum audit_public seen, const bool *by_role)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		json_str(json, roles[i].role == ROLE_PERSON ? "other_members" : roles[i].name,
			 str_of(audit_reads(seen, by_role[roles[i].role])));
}

static void put_field_json(struct json *json, const struct audit_field *field)
{
	json_begin_object(json, NULL);
	json_str(json, "category", field->category->id);
	json_str(json, "field", field->field->id);
	json_str(json, "name", field->field->name);
	json_str(json, "kind", str_of(kind_names[field->field->kind]));
	json_str(json, "public", str_of(audit_public_name(field->seen)));
	json_str(json, "columns_of_public_files", field->columns);
	json_str(json, "person", STR("yes"));
	put_roles_json(json, field->seen, field->by_role);
	json_str(json, "command_line", str_of(audit_reads(field->seen, field->by_command_line)));
	json_bool(json, "compared", field->field->compare);
	json_bool(json, "closed", field->field->closed || field->category->closed);
	json_end(json);
}

static void put_audit_json(struct ctx *ctx, struct json *json, const struct audit *audit)
{
	const struct scheme *scheme = audit->scheme;
	json_begin_object(json, NULL);
	json_str(json, "register", scheme->id);
	json_str(json, "title", scheme->title);
	json_str(json, "public", str_of(public_names[scheme->shown]));
	json_str(json, "review", str_of(review_names[scheme->review]));
	json_str(json, "approved_by", steps_words(ctx->arena, scheme->steps));
	json_str(json, "filing", str_of(filing_names[scheme->filing]));
	json_str(json, "filed_with", scheme->filed_with);
	json_str(json, "public_until", audit->public_until);
	json_str(json, "kept_until", audit->keep_until);
	json_str(json, "source", scheme->row.source);
	json_bool(json, "to_be_confirmed", scheme->row.confirm);
	json_begin_array(json, "fields");
	for (size_t i = 0; i < audit->n_fields; i++)
		put_field_json(json, &audit->fields[i]);
	json_end(json);
	json_begin_object(json, "withheld_by_law");
	json_str(json, "public", str_of(audit_public_name(AUDIT_THAT)));
	json_str(json, "person", STR("yes"));
	put_roles_json(json, AUDIT_THAT, audit->withheld_by_role);
	json_str(json, "command_line", str_of(audit_reads(AUDIT_THAT, false)));
	json_end(json);
	json_end(json);
}

static void put_audit_csv(struct buf *out, const struct audit *audit)
{
	for (size_t i = 0; i < audit->n_fields; i++) {
		const struct audit_field *field = &audit->fields[i];
		const struct str row[] = {
			audit->scheme->id,
			field->category->id,
			field->field->id,
			field->field->name,
			str_of(kind_names[field->field->kind]),
			str_of(audit_public_name(field->seen)),
			field->columns,
			STR("yes"),
			str_of(audit_reads(field->seen, field->by_role[ROLE_OFFICER])),
			str_of(audit_reads(field->seen, field->by_role[ROLE_CLERK])),
			str_of(audit_reads(field->seen, field->by_role[ROLE_AUDITOR])),
			str_of(audit_reads(field->seen, field->by_role[ROLE_ADMINISTRATOR])),
			str_of(audit_reads(field->seen, field->by_role[ROLE_PERSON])),
			str_of(audit_reads(field->seen, field->by_command_line)),
			audit->public_until,
			audit->keep_until,
			audit->scheme->row.source,
		};
		cli_csv_row(out, row, COUNT_OF(row));
	}
}

static const struct str csv_head[] = {
	STR_INIT("register"),      STR_INIT("category"),     STR_INIT("field"),        STR_INIT("name"),
	STR_INIT("kind"),          STR_INIT("public"),       STR_INIT("columns"),      STR_INIT("person"),
	STR_INIT("officer"),       STR_INIT("clerk"),        STR_INIT("auditor"),      STR_INIT("administrator"),
	STR_INIT("other_members"), STR_INIT("command_line"), STR_INIT("public_until"), STR_INIT("kept_until"),
	STR_INIT("source"),
};

/* ---- registers audit ---- */

const struct cli_option registers_audit_options[2] = {
	{"register", CLI_TEXT, false, "ID", "of one register; left out: all"},
	{"document", CLI_TEXT, false, "KIND",
	 "begin a document of it in Markdown: “assessment” of data protection, or “record” of processing"},
};

static enum outcome print_audits(struct ctx *ctx, const struct cli *cli, const struct rulebook *rulebook,
				 struct str wanted)
{
	struct buf out = buf_open(ctx->arena, 16384);
	struct json json = json_open(&out, JSON_INDENTED);
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_str(&json, "as_of", day_str(ctx->arena, site_today(ctx)));
		json_begin_array(&json, "registers");
	} else if (cli->csv) {
		cli_csv_row(&out, csv_head, COUNT_OF(csv_head));
	}
	for (size_t i = 0; i < rulebook->n_schemes; i++) {
		if (!str_empty(wanted) && !str_eq(wanted, rulebook->schemes[i].id))
			continue;
		const struct audit audit = audit_of(ctx, rulebook, &rulebook->schemes[i]);
		if (cli->json)
			put_audit_json(ctx, &json, &audit);
		else if (cli->csv)
			put_audit_csv(&out, &audit);
		else
			put_audit(ctx, &out, &audit);
	}
	if (cli->json) {
		json_end(&json);
		json_end(&json);
	}
	return cli_print(ctx, buf_view(&out));
}

enum outcome registers_audit_run(struct ctx *ctx, const struct cli *cli)
{
	const struct rulebook *rulebook;
	int64_t version;
	struct str wanted = cli_text(cli, "register");
	TRY(rulebook_current(ctx, &rulebook, &version));
	if (!str_empty(wanted) && !rulebook_scheme(rulebook, wanted))
		return problem_add(ctx, "--register", msg("there is no register “{1}” in the rules of this site"),
				   wanted);
	if (rulebook->n_schemes == 0)
		cli_say("The rules of this site have no registers.");
	struct str document = cli_text(cli, "document");
	if (str_eq(document, STR("assessment")))
		return cli_print(ctx, audit_assessment(ctx, rulebook, wanted));
	if (str_eq(document, STR("record")))
		return cli_print(ctx, audit_record(ctx, rulebook, wanted));
	if (document.n)
		return problem_add(ctx, "--document", msg("There is no document “{1}”: “assessment” or “record”"),
				   document);
	return print_audits(ctx, cli, rulebook, wanted);
}

/* ---- registers schemes ---- */

static void put_scheme_json(struct json *json, const struct scheme *scheme)
{
	json_begin_object(json, NULL);
	json_str(json, "register", scheme->id);
	json_str(json, "title", scheme->title);
	json_str(json, "public", str_of(public_names[scheme->shown]));
	json_begin_array(json, "categories");
	for (size_t i = 0; i < scheme->n_categories; i++)
		json_str(json, NULL, scheme->categories[i].id);
	json_end(json);
	json_end(json);
}

static void put_scheme_csv(struct buf *out, const struct scheme *scheme)
{
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_category *category = &scheme->categories[i];
		const struct str row[] = {scheme->id, scheme->title, category->id, category->label, category->title};
		cli_csv_row(out, row, COUNT_OF(row));
	}
}

static void put_scheme(struct buf *out, const struct scheme *scheme)
{
	buf_fmt(out, "%.*s\t%.*s\n", STR_ARG(scheme->id), STR_ARG(scheme->title));
	for (size_t i = 0; i < scheme->n_categories; i++)
		buf_fmt(out, "  %.*s\t%.*s\n", STR_ARG(scheme->categories[i].id), STR_ARG(scheme->categories[i].title));
}

enum outcome registers_schemes_run(struct ctx *ctx, const struct cli *cli)
{
	static const struct str head[] = {STR_INIT("register"), STR_INIT("title"), STR_INIT("category"),
					  STR_INIT("label"), STR_INIT("category_title")};
	const struct rulebook *rulebook;
	int64_t version;
	TRY(rulebook_current(ctx, &rulebook, &version));
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_INDENTED);
	if (cli->json) {
		json_begin_object(&json, NULL);
		json_begin_array(&json, "registers");
	} else if (cli->csv) {
		cli_csv_row(&out, head, COUNT_OF(head));
	}
	for (size_t i = 0; i < rulebook->n_schemes; i++) {
		if (cli->json)
			put_scheme_json(&json, &rulebook->schemes[i]);
		else if (cli->csv)
			put_scheme_csv(&out, &rulebook->schemes[i]);
		else
			put_scheme(&out, &rulebook->schemes[i]);
	}
	if (cli->json) {
		json_end(&json);
		json_end(&json);
	}
	return cli_print(ctx, buf_view(&out));
}
