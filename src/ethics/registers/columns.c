#include "registers/columns.h"

#include "registers/seen.h"

/* ---- Words of an entry ---- */

static const char *const status_names[] = {
	[ENTRY_DECLARED] = "declared", [ENTRY_CHANGED] = "changed",     [ENTRY_CORRECTED] = "corrected",
	[ENTRY_ENDED] = "ended",       [ENTRY_WITHDRAWN] = "withdrawn", [ENTRY_GONE] = "gone",
};

struct str entry_status(const struct entry *entry)
{
	if (entry->withheld_ms)
		return STR("withheld");
	if (entry->erased_ms)
		return STR("removed");
	return entry->act >= ENTRY_DECLARED && entry->act <= ENTRY_GONE ? str_of(status_names[entry->act]) : STR("");
}

static const struct {
	uint32_t bit;
	const char *name, *words;
} whose_table[] = {
	{WHOSE_SELF, "self", msg("the person’s own")},
	{WHOSE_PARTNER, "partner", msg("a spouse’s or partner’s")},
	{WHOSE_CHILD, "child", msg("a child’s")},
	{WHOSE_HOUSEHOLD, "household", msg("of somebody in the household")},
	{WHOSE_FAMILY, "family", msg("another relative’s")},
};

struct str whose_names(struct arena *arena, uint32_t whose)
{
	struct buf out = buf_open(arena, 32);
	for (size_t i = 0; i < COUNT_OF(whose_table); i++)
		if (whose & whose_table[i].bit)
			buf_fmt(&out, "%s%s", out.n ? " " : "", whose_table[i].name);
	return buf_view(&out);
}

uint32_t whose_named(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(whose_table); i++)
		if (str_eq_nocase(name, str_of(whose_table[i].name)))
			return whose_table[i].bit;
	return 0;
}

struct str whose_said(struct ctx *ctx, uint32_t whose)
{
	struct buf out = buf_open(ctx->arena, 64);
	for (size_t i = 0; i < COUNT_OF(whose_table); i++) {
		if (!(whose & whose_table[i].bit))
			continue;
		buf_c(&out, out.n ? ", " : "");
		buf_str(&out, html_said(ctx->arena, ctx->lang, str_of(whose_table[i].words), NULL, 0));
	}
	return buf_view(&out);
}

struct str entry_who(struct ctx *ctx, const struct entry *entry, struct str *ret_href)
{
	*ret_href = STR("");
	if (!entry->person_id || entry->erased_ms)
		return STR("");
	if (!entry->person_is_public)
		return entry->office;
	struct buf href = buf_open(ctx->arena, entry->person_slug.n + 24);
	buf_lit(&href, "/members/");
	buf_str(&href, entry->person_slug);
	buf_lit(&href, "/interests");
	*ret_href = buf_view(&href);
	return entry->person_name;
}

struct str entry_path(struct arena *arena, const struct entry *entry)
{
	if (entry->withheld_ms || str_empty(entry->record_id))
		return STR("");
	struct buf path = buf_open(arena, entry->register_id.n + entry->record_id.n + 16);
	buf_lit(&path, "/registers/");
	buf_str(&path, entry->register_id);
	buf_lit(&path, "/");
	buf_str(&path, entry->record_id);
	return buf_view(&path);
}

struct str entry_file_path(struct arena *arena, const struct entry *entry, struct str field)
{
	struct str path = entry_path(arena, entry);
	return str_empty(path) ? path : str_fmt(arena, "%.*s/files/%.*s", STR_ARG(path), STR_ARG(field));
}

struct str entry_link(struct ctx *ctx, const struct entry *entry)
{
	struct str path = entry_path(ctx->arena, entry);
	return str_empty(path) ? path : site_link(ctx, path);
}

static struct str day_words_of(struct ctx *ctx, int32_t day)
{
	return day == DEADLINE_NO_DAY || day == TENURE_OPEN ? STR("") : day_words(ctx->arena, (struct day){day});
}

static struct str said(struct ctx *ctx, const char *message, struct str arg)
{
	return html_said(ctx->arena, ctx->lang, str_of(message), &arg, 1);
}

struct str entry_note(struct ctx *ctx, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	const struct scheme *scheme = row->seen.scheme;
	if (entry->withheld_ms)
		return scheme && scheme->withheld.n
			       ? scheme->withheld
			       : said(ctx, msg("There is an interest whose details are withheld by law."), STR(""));
	if (entry->erased_ms)
		return said(ctx, msg("This was removed. The link says when and why."), STR(""));
	if (entry->act == ENTRY_WITHDRAWN)
		return said(ctx, msg("Withdrawn: {1}"), entry->reason);
	bool is_filed_elsewhere = scheme && scheme->filing == FILING_NONE && scheme->filed_with.n;
	if (entry->source == SOURCE_PAPER && is_filed_elsewhere)
		return html_said(ctx->arena, ctx->lang,
				 str_of(msg("Entered by the clerk from a signed form received {1}. Not a filing: the "
					    "law has it filed with {2}.")),
				 (struct str[]){day_words_of(ctx, entry->declared_day), scheme->filed_with}, 2);
	if (entry->source == SOURCE_PAPER)
		return said(ctx, msg("Entered by the clerk from a signed form received {1}."),
			    day_words_of(ctx, entry->declared_day));
	if (row->seen.is_nil)
		return said(ctx, msg("Declared that there is nothing to declare."), STR(""));
	if (is_filed_elsewhere)
		return said(ctx, msg("As declared here. Not a filing: the law has it filed with {1}."),
			    scheme->filed_with);
	return said(ctx, msg("As declared. Being listed does not mean that anything is wrong."), STR(""));
}

int32_t entry_days_late(const struct entry_shown *row)
{
	int32_t received = row->received_day;
	if (row->due_day == DEADLINE_NO_DAY || received == DEADLINE_NO_DAY)
		return DEADLINE_NO_DAY;
	return received > row->due_day ? received - row->due_day : 0;
}

/* ---- The list of columns ---- */

struct fixed_column {
	const char *name, *title;
	enum column_what what;
	enum column_type type;
};

/* Around the answers. */
static const struct fixed_column before[] = {
	{"id", msg("Id"), COLUMN_ID, COLUMN_TEXT},
	{"link", msg("Link"), COLUMN_LINK, COLUMN_LINK_TO},
	{"register", msg("Register"), COLUMN_REGISTER, COLUMN_TEXT},
	{"status", msg("Status"), COLUMN_STATUS, COLUMN_TEXT},
	{"version", msg("Version"), COLUMN_VERSION, COLUMN_WHOLE},
	{"category", msg("Category"), COLUMN_CATEGORY, COLUMN_TEXT},
	{"category_title", msg("Category’s title"), COLUMN_CATEGORY_TITLE, COLUMN_TEXT},
	{"nothing_to_declare", msg("Nothing to declare"), COLUMN_NIL, COLUMN_YES_NO},
	{"whose", msg("Whose"), COLUMN_WHOSE, COLUMN_TEXT},
	{"person", msg("Person"), COLUMN_PERSON, COLUMN_TEXT},
	{"person_id", msg("Person’s id"), COLUMN_PERSON_ID, COLUMN_TEXT},
	{"person_link", msg("Person’s page"), COLUMN_PERSON_LINK, COLUMN_LINK_TO},
	{"person_post", msg("Post"), COLUMN_OFFICE, COLUMN_TEXT},
	{"for_body", msg("Body"), COLUMN_BODY, COLUMN_TEXT},
	{"for_body_id", msg("Body’s id"), COLUMN_BODY_ID, COLUMN_TEXT},
	{"counts_for", msg("Counts for"), COLUMN_BODIES, COLUMN_TEXT},
	{"belongs_to", msg("Belongs to"), COLUMN_PARENT, COLUMN_TEXT},
	{"arose", msg("Arose"), COLUMN_ARISES, COLUMN_DAY},
	{"ended", msg("Ended"), COLUMN_ENDED, COLUMN_DAY},
	{"received", msg("Received"), COLUMN_RECEIVED, COLUMN_DAY},
	{"published", msg("Published"), COLUMN_PUBLISHED, COLUMN_TIME},
	{"changed", msg("Changed"), COLUMN_CHANGED, COLUMN_TIME},
	{"days_late", msg("Days late"), COLUMN_DAYS_LATE, COLUMN_WHOLE},
	{"summary", msg("Summary"), COLUMN_SUMMARY, COLUMN_TEXT},
};

static const struct fixed_column behind[] = {
	{"withheld", msg("Withheld answers"), COLUMN_WITHHELD, COLUMN_TEXT},
	{"change_reason", msg("Reason of the change"), COLUMN_REASON, COLUMN_TEXT},
	{"as_of", msg("As known at"), COLUMN_AS_OF, COLUMN_TIME},
	{"note", msg("Note"), COLUMN_NOTE, COLUMN_TEXT},
};

#define FIELD_COLUMNS 4 /* at most, of one field */

struct columns {
	struct arena *arena;
	struct column *p;
	size_t n;
};

static bool is_taken(const struct fixed_column *fixed, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(fixed[i].name), name))
			return true;
	return false;
}

/* "donor-name" is donor_name; beside a column of every register's it gets a word in front. */
static struct str name_of(const struct columns *columns, struct str id, const char *suffix)
{
	struct str name = str_fmt(columns->arena, "%.*s%s", STR_ARG(id), suffix);
	char *p = arena_copy(columns->arena, name.p, name.n);
	for (size_t i = 0; i < name.n; i++)
		if (!(p[i] >= 'a' && p[i] <= 'z') && !(p[i] >= 'A' && p[i] <= 'Z') && !(p[i] >= '0' && p[i] <= '9'))
			p[i] = '_';
	name = (struct str){p, name.n};
	if (is_taken(before, COUNT_OF(before), name) || is_taken(behind, COUNT_OF(behind), name))
		name = str_fmt(columns->arena, "answer_%.*s", STR_ARG(name));
	return name;
}

static void add(struct columns *columns, const struct scheme_field *field, enum column_part part, enum column_type type,
		const char *suffix)
{
	columns->p[columns->n++] = (struct column){
		.name = name_of(columns, field->id, suffix),
		.title = field->name.n ? field->name : field->label,
		.what = COLUMN_ANSWER,
		.type = field->many > 1 ? COLUMN_TEXT : type,
		.field = field,
		.part = part,
		.many = field->many > 1,
	};
}

static void field_columns(struct columns *columns, const struct scheme_field *field)
{
	switch (field->kind) {
	case FIELD_MONEY:
		add(columns, field, PART_VALUE, COLUMN_DECIMAL, "");
		add(columns, field, PART_CURRENCY, COLUMN_TEXT, "_currency");
		add(columns, field, PART_WORDS, COLUMN_TEXT, "_words");
		break;
	case FIELD_ORGANIZATION:
		add(columns, field, PART_VALUE, COLUMN_TEXT, "");
		add(columns, field, PART_SCHEME, COLUMN_TEXT, "_scheme");
		add(columns, field, PART_ID, COLUMN_TEXT, "_id");
		break;
	case FIELD_PERIOD:
		add(columns, field, PART_FROM, COLUMN_DAY, "_from");
		add(columns, field, PART_TO, COLUMN_DAY, "_to");
		break;
	case FIELD_DATE:
		add(columns, field, PART_VALUE, field->vague ? COLUMN_TEXT : COLUMN_DAY, "");
		break;
	case FIELD_NUMBER:
		add(columns, field, PART_VALUE, COLUMN_WHOLE, "");
		break;
	case FIELD_PERCENTAGE:
		add(columns, field, PART_VALUE, COLUMN_DECIMAL, "");
		break;
	case FIELD_YES_NO:
		add(columns, field, PART_VALUE, COLUMN_YES_NO, "");
		break;
	case FIELD_LINK:
		add(columns, field, PART_VALUE, COLUMN_LINK_TO, "");
		break;
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
	case FIELD_CHOICE:
	case FIELD_PERSON:
	case FIELD_ADDRESS:
		add(columns, field, PART_VALUE, COLUMN_TEXT, "");
		break;
	case FIELD_FILE:
		add(columns, field, PART_VALUE, COLUMN_TEXT, "");
		add(columns, field, PART_BYTES, COLUMN_WHOLE, "_bytes");
		add(columns, field, PART_ID, COLUMN_TEXT, "_sha256");
		add(columns, field, PART_FILE, COLUMN_LINK_TO, "_link");
		break;
	}
}

/* The same id in two categories is one column. */
static bool is_there(const struct columns *columns, struct str id)
{
	for (size_t i = 0; i < columns->n; i++)
		if (columns->p[i].field && str_eq(columns->p[i].field->id, id))
			return true;
	return false;
}

static void fixed_columns(struct columns *columns, const struct fixed_column *fixed, size_t n)
{
	for (size_t i = 0; i < n; i++)
		columns->p[columns->n++] = (struct column){
			.name = str_of(fixed[i].name),
			.title = str_of(fixed[i].title),
			.what = fixed[i].what,
			.type = fixed[i].type,
		};
}

const struct column *columns_of(struct ctx *ctx, const struct scheme *scheme, size_t *ret_n)
{
	size_t most = COUNT_OF(before) + COUNT_OF(behind);
	for (size_t i = 0; i < scheme->n_categories; i++)
		most += FIELD_COLUMNS * scheme->categories[i].n_fields;
	struct columns columns = {.arena = ctx->arena, .p = arena_array(ctx->arena, struct column, most)};
	fixed_columns(&columns, before, COUNT_OF(before));
	for (size_t i = 0; i < scheme->n_categories; i++) {
		const struct scheme_category *category = &scheme->categories[i];
		for (size_t j = 0; j < category->n_fields; j++)
			if (field_seen(scheme, &category->fields[j]) >= SEEN_COPY &&
			    !is_there(&columns, category->fields[j].id))
				field_columns(&columns, &category->fields[j]);
	}
	fixed_columns(&columns, behind, COUNT_OF(behind));
	*ret_n = columns.n;
	return columns.p;
}

const struct column *columns_common(struct ctx *ctx, size_t *ret_n)
{
	static const struct scheme none = {.shown = REGISTER_PUBLIC};
	return columns_of(ctx, &none, ret_n);
}

const struct str *column_names(struct arena *arena, const struct column *columns, size_t n)
{
	struct str *names = arena_array(arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		names[i] = columns[i].name;
	return names;
}

/* ---- Cells ---- */

static struct str day_cell(struct arena *arena, int32_t day)
{
	return day == DEADLINE_NO_DAY || day == TENURE_OPEN ? STR("") : day_str(arena, (struct day){day});
}

struct str value_day(struct arena *arena, const struct value *value)
{
	struct str day = day_cell(arena, (int32_t)value->number);
	if (value->precision == EXACT_YEAR)
		return str_slice(day, 0, 4);
	return value->precision == EXACT_MONTH ? str_slice(day, 0, 7) : day;
}

static struct str money_words(struct ctx *ctx, const struct scheme_field *field, const struct value *value)
{
	return value_is_amount(value) ? STR("") : value_words(ctx, field, value);
}

bool value_is_amount(const struct value *value)
{
	return value->state == VALUE_GIVEN && !value->text.n;
}

/* Without the currency, which stands apart. */
struct str value_amount(struct arena *arena, const struct scheme_field *field, const struct value *value)
{
	struct str cell = value_cell(arena, field, value);
	return str_slice(cell, 0, str_find_char(cell, ' ', 0));
}

/* Of a value that is given and shown. */
static struct str part_of(struct ctx *ctx, const struct column *column, const struct entry *entry,
			  const struct value *value)
{
	const struct scheme_field *field = column->field;
	switch (column->part) {
	case PART_WORDS:
		return money_words(ctx, field, value);
	case PART_CURRENCY:
		return value_is_amount(value) ? (value->currency.n ? value->currency : field->currency) : STR("");
	case PART_SCHEME:
		return value->scheme;
	case PART_ID:
		return value->id;
	case PART_FROM:
		return value_day(ctx->arena, value);
	case PART_TO:
		return value->to > INT32_MIN && value->to < TENURE_OPEN ? day_cell(ctx->arena, (int32_t)value->to)
									: STR("");
	case PART_BYTES:
		return str_fmt(ctx->arena, "%lld", (long long)value->number);
	case PART_FILE:
		return site_link(ctx, entry_file_path(ctx->arena, entry, field->id));
	case PART_VALUE:
		break;
	}
	if (value->state != VALUE_GIVEN)
		return field->kind == FIELD_MONEY ? STR("") : value_cell(ctx->arena, field, value);
	if (field->kind == FIELD_ORGANIZATION)
		return value->text;
	if (field->kind == FIELD_DATE)
		return value_day(ctx->arena, value);
	if (field->kind == FIELD_MONEY)
		return value_is_amount(value) ? value_amount(ctx->arena, field, value) : STR("");
	if (field->kind == FIELD_ADDRESS || field->kind == FIELD_FILE)
		return value->text;
	return value_cell(ctx->arena, field, value);
}

static struct str answer_cell(struct ctx *ctx, const struct column *column, const struct entry_shown *row)
{
	const struct answer *answer = declared_answer(&row->seen, column->field->id);
	struct buf out = {.arena = ctx->arena};
	size_t shown = 0;
	for (size_t i = 0; answer && i < answer->n; i++) {
		if (answer->values[i].state == VALUE_WITHHELD || answer->values[i].state == VALUE_NONE)
			continue;
		struct str part = part_of(ctx, column, row->entry, &answer->values[i]);
		if (answer->n == 1)
			return part;
		buf_c(&out, shown++ ? "; " : "");
		buf_str(&out, part);
	}
	return buf_view(&out);
}

static struct str withheld_cell(struct arena *arena, const struct declared *seen)
{
	struct buf out = {.arena = arena};
	for (size_t i = 0; i < seen->n_answers; i++)
		for (size_t j = 0; j < seen->answers[i].n; j++)
			if (seen->answers[i].values[j].state == VALUE_WITHHELD) {
				buf_c(&out, out.n ? " " : "");
				buf_str(&out, seen->answers[i].field);
				break;
			}
	return buf_view(&out);
}

static struct str time_cell(struct arena *arena, int64_t ms)
{
	return ms ? instant_str(arena, (struct instant){ms}) : STR("");
}

static struct str person_cell(struct ctx *ctx, enum column_what what, const struct entry *entry)
{
	struct str href, who = entry_who(ctx, entry, &href);
	if (what == COLUMN_PERSON)
		return href.n ? who : STR("");
	if (what == COLUMN_OFFICE)
		return entry->office;
	if (!href.n)
		return href;
	return what == COLUMN_PERSON_ID ? id_str(ctx->arena, entry->person_id) : site_link(ctx, href);
}

static struct str late_cell(struct arena *arena, const struct entry_shown *row)
{
	int32_t days = entry_days_late(row);
	return days == DEADLINE_NO_DAY ? STR("") : str_fmt(arena, "%d", days);
}

/* What stands in the row of every entry, also of one that is withheld. */
static struct str common_cell(struct ctx *ctx, const struct column *column, const struct entry_shown *row)
{
	switch (column->what) {
	case COLUMN_REGISTER:
		return row->entry->register_id;
	case COLUMN_STATUS:
		return entry_status(row->entry);
	case COLUMN_CATEGORY: /* of a withheld one only where the officer chose to name it */
		return row->seen.category ? row->seen.category->id : row->entry->category_id;
	case COLUMN_CATEGORY_TITLE:
		return row->seen.category ? row->seen.category->title : STR("");
	case COLUMN_PERSON:
	case COLUMN_PERSON_ID:
	case COLUMN_PERSON_LINK:
	case COLUMN_OFFICE:
		return row->entry->erased_ms ? STR("") : person_cell(ctx, column->what, row->entry);
	case COLUMN_AS_OF:
		return row->as_of;
	case COLUMN_NOTE:
		return entry_note(ctx, row);
	case COLUMN_ID:
		return row->entry->withheld_ms ? STR("") : row->entry->record_id;
	case COLUMN_LINK:
		return entry_link(ctx, row->entry);
	default:
		return STR("");
	}
}

static struct str own_cell(struct ctx *ctx, const struct column *column, const struct entry_shown *row)
{
	const struct entry *entry = row->entry;
	switch (column->what) {
	case COLUMN_VERSION:
		return str_fmt(ctx->arena, "%lld", (long long)entry->version);
	case COLUMN_NIL:
		return row->seen.is_nil ? STR("yes") : STR("no");
	case COLUMN_WHOSE:
		return whose_names(ctx->arena, row->seen.whose);
	case COLUMN_BODY:
		return entry->body_name;
	case COLUMN_BODY_ID:
		return entry->body_id ? id_str(ctx->arena, entry->body_id) : STR("");
	case COLUMN_BODIES:
		return str_trim(entry->bodies);
	case COLUMN_PARENT:
		return row->parent_record_id;
	case COLUMN_ARISES:
		return day_cell(ctx->arena, entry->from_day);
	case COLUMN_ENDED:
		return day_cell(ctx->arena, entry->to_day);
	case COLUMN_RECEIVED:
		return day_cell(ctx->arena, row->received_day);
	case COLUMN_PUBLISHED:
		return time_cell(ctx->arena, row->published_ms);
	case COLUMN_CHANGED:
		return entry->version > 1 ? time_cell(ctx->arena, entry->known_from_ms) : STR("");
	case COLUMN_DAYS_LATE:
		return late_cell(ctx->arena, row);
	case COLUMN_SUMMARY:
		return declared_summary(ctx, &row->seen, true);
	case COLUMN_ANSWER:
		return answer_cell(ctx, column, row);
	case COLUMN_WITHHELD:
		return withheld_cell(ctx->arena, &row->seen);
	case COLUMN_REASON:
		return entry->reason;
	default:
		return common_cell(ctx, column, row);
	}
}

struct str column_cell(struct ctx *ctx, const struct column *column, const struct entry_shown *row)
{
	bool is_shut = row->entry->withheld_ms || row->entry->erased_ms;
	return is_shut ? common_cell(ctx, column, row) : own_cell(ctx, column, row);
}

const struct str *column_cells(struct ctx *ctx, const struct column *columns, size_t n, const struct entry_shown *row)
{
	struct str *cells = arena_array(ctx->arena, struct str, n);
	for (size_t i = 0; i < n; i++)
		cells[i] = column_cell(ctx, &columns[i], row);
	return cells;
}
