/* CSV of people, one row a term → structs, and back. */
#include "intake/csv.h"
#include "people/file.h"

#define COLUMN_BYTES 200 /* the longest name of a column that is left out */

enum column {
	COL_NAME,
	COL_SORT_NAME,
	COL_PERSON_ID,
	COL_BODY,
	COL_BODY_ID,
	COL_BODY_ABOVE,
	COL_CLASSIFICATION,
	COL_POST,
	COL_ROLE,
	COL_AREA,
	COL_SEATS,
	COL_CATEGORY,
	COL_FROM,
	COL_TO,
	COL_ENDED,
	COL_DIED,
	COL_TERM_ID,
	COL_ENTRY,
	COL_ENTRY_NOTE,
	COL_SUBSTITUTE_FOR,
	COL_PUBLIC_EMAIL,
	COL_PUBLIC_PHONE,
	COL_EMAIL, /* from here on for the office alone */
	COL_PHONE,
	COL_ADDRESS,
	COL_CONTACT_BY,
	COL_CONTRACT,
	COL_WORKPLACE,
	COL_GRADE,
	COL_STATUS,
	COL_MANAGER_ID,
	COLUMNS,
};

static const char *const column_names[COLUMNS] = {
	[COL_NAME] = "name",
	[COL_SORT_NAME] = "sort_name",
	[COL_PERSON_ID] = "person_id",
	[COL_BODY] = "body",
	[COL_BODY_ID] = "body_id",
	[COL_BODY_ABOVE] = "body_above",
	[COL_CLASSIFICATION] = "classification",
	[COL_POST] = "post",
	[COL_ROLE] = "role",
	[COL_AREA] = "area",
	[COL_SEATS] = "seats",
	[COL_CATEGORY] = "category",
	[COL_FROM] = "from",
	[COL_TO] = "to",
	[COL_ENDED] = "ended",
	[COL_DIED] = "died",
	[COL_TERM_ID] = "term_id",
	[COL_ENTRY] = "entry",
	[COL_ENTRY_NOTE] = "entry_note",
	[COL_SUBSTITUTE_FOR] = "substitute_for",
	[COL_PUBLIC_EMAIL] = "public_email",
	[COL_PUBLIC_PHONE] = "public_phone",
	[COL_EMAIL] = "email",
	[COL_PHONE] = "phone",
	[COL_ADDRESS] = "address",
	[COL_CONTACT_BY] = "contact_by",
	[COL_CONTRACT] = "contract",
	[COL_WORKPLACE] = "workplace",
	[COL_GRADE] = "grade",
	[COL_STATUS] = "membership_status",
	[COL_MANAGER_ID] = "manager_id",
};

static const struct {
	enum column column;
	const char *kind;
	bool is_public;
} contact_columns[] = {
	{COL_PUBLIC_EMAIL, "email", true}, {COL_PUBLIC_PHONE, "phone", true}, {COL_EMAIL, "email", false},
	{COL_PHONE, "phone", false},       {COL_ADDRESS, "address", false},
};

/* ---- Reading ---- */

struct read {
	struct ctx *ctx;
	struct people_file *file;
	struct csv csv;
	size_t at[COLUMNS]; /* where each column stands; STR_NPOS: not in the file */
};

static struct str cell(const struct read *r, size_t row, enum column column)
{
	size_t at = r->at[column];
	return at == STR_NPOS ? STR("") : r->csv.cells[row * r->csv.n_columns + at];
}

static struct str line_of(const struct read *r, size_t row)
{
	return str_fmt(r->ctx->arena, "%lld", (long long)r->csv.lines[row]);
}

static void fault(const struct read *r, size_t row, const char *message, enum column column, struct str value)
{
	(void)problem_at(r->ctx, r->file->name, r->csv.lines[row], 0, message, str_of(column_names[column]), value);
}

static bool is_ignored(struct str ignore, struct str name, struct arena *arena)
{
	struct str part;
	while (ignore.n > 0 && str_cut(&ignore, ',', &part))
		if (str_eq(text_slug(arena, part), text_slug(arena, name)))
			return true;
	return false;
}

static enum outcome columns_find(struct read *r, struct str ignore)
{
	struct ctx *ctx = r->ctx;
	enum outcome outcome = OK;
	for (size_t c = 0; c < COLUMNS; c++)
		r->at[c] = STR_NPOS;
	for (size_t i = 0; i < r->csv.n_columns; i++) {
		struct str name = r->csv.cells[i];
		size_t c = 0;
		while (c < COLUMNS &&
		       !str_eq(text_slug(ctx->arena, str_of(column_names[c])), text_slug(ctx->arena, name)))
			c++;
		if (name.n <= COLUMN_BYTES && is_ignored(ignore, name, ctx->arena))
			r->file->left_out[r->file->n_left_out++] =
				(struct file_left_out){.field = name, .n = (int64_t)r->csv.n_rows - 1};
		else if (c == COLUMNS)
			outcome = problem_at(
				ctx, r->file->name, 1, 0,
				msg("There is no column “{1}” here. Leave it out with --ignore, or use one of {2}"),
				name,
				STR("name, sort_name, person_id, body, body_id, body_above, classification, "
				    "post, role, area, seats, category, from, to, ended, died, term_id, entry, "
				    "entry_note, substitute_for, "
				    "public_email, public_phone, email, phone, address, contact_by, contract, "
				    "workplace, grade, membership_status, manager_id"));
		else if (r->at[c] != STR_NPOS)
			outcome =
				problem_at(ctx, r->file->name, 1, 0, msg("The column “{1}” stands there twice"), name);
		else
			r->at[c] = i;
	}
	static const enum column needed[] = {COL_NAME, COL_BODY, COL_POST};
	for (size_t i = 0; i < COUNT_OF(needed); i++)
		if (r->at[needed[i]] == STR_NPOS)
			outcome = problem_at(ctx, r->file->name, 1, 0, msg("The column “{1}” is missing"),
					     str_of(column_names[needed[i]]));
	return outcome;
}

static int32_t take_day(const struct read *r, size_t row, enum column column, bool is_end, int32_t otherwise)
{
	struct str text = cell(r, row, column);
	struct day day;
	if (str_empty(text))
		return otherwise;
	if (file_day_parse(text, is_end, &day))
		return day.n;
	fault(r, row, msg("{1}: “{2}” is not a day: write it as 2026-07-01"), column, text);
	return otherwise;
}

static void cells_flatten(struct read *r)
{
	for (size_t i = 0; i < r->csv.n_rows * r->csv.n_columns; i++)
		r->csv.cells[i] = file_line(r->ctx->arena, r->csv.cells[i]);
}

/* An id that nobody gave. */
static struct str made_up(const struct read *r, struct str name)
{
	return str_fmt(r->ctx->arena, FILE_MADE_UP "%.*s", STR_ARG(name));
}

static struct str id_or_name(const struct read *r, size_t row, enum column id, enum column name)
{
	struct str given = cell(r, row, id);
	return given.n ? given : made_up(r, cell(r, row, name));
}

/* A later row of the same person or body may add what an earlier one left open, and must not say otherwise. */
static void take_same(const struct read *r, size_t row, enum column column, struct str *value)
{
	struct str here = cell(r, row, column);
	if (str_empty(*value))
		*value = here;
	else if (here.n && !str_eq(*value, here))
		fault(r, row, msg("{1}: “{2}” is not what an earlier row says"), column, here);
}

static void take_contacts(const struct read *r, size_t row, struct people_details *details)
{
	for (size_t c = 0; c < COUNT_OF(contact_columns); c++) {
		struct contact contact = {.kind = str_of(contact_columns[c].kind),
					  .value = cell(r, row, contact_columns[c].column),
					  .is_public = contact_columns[c].is_public};
		bool there = str_empty(contact.value);
		for (size_t i = 0; i < details->n_contacts; i++)
			there = there || (str_eq(details->contacts[i].kind, contact.kind) &&
					  str_eq(details->contacts[i].value, contact.value) &&
					  details->contacts[i].is_public == contact.is_public);
		if (there)
			continue;
		struct contact *more = arena_array(r->ctx->arena, struct contact, details->n_contacts + 1);
		for (size_t i = 0; i < details->n_contacts; i++)
			more[i] = details->contacts[i];
		more[details->n_contacts++] = contact;
		details->contacts = more;
	}
}

static void take_person(const struct read *r, size_t row, struct file_person *person)
{
	take_same(r, row, COL_NAME, &person->row.name);
	take_same(r, row, COL_SORT_NAME, &person->row.sort_name);
	int32_t died = take_day(r, row, COL_DIED, true, PEOPLE_NO_DAY);
	if (person->row.died_day == PEOPLE_NO_DAY)
		person->row.died_day = died;
	struct str by = cell(r, row, COL_CONTACT_BY);
	person->row.by_post = person->row.by_post || str_eq_nocase(by, STR("post"));
	if (by.n && !str_eq_nocase(by, STR("post")) && !str_eq_nocase(by, STR("email")))
		fault(r, row, msg("{1}: use “post” or “email”, not “{2}”"), COL_CONTACT_BY, by);
	take_contacts(r, row, &person->details);
}

static void take_persons(struct read *r)
{
	size_t n = r->csv.n_rows - 1;
	struct people_file *file = r->file;
	struct str *ids = arena_array(r->ctx->arena, struct str, n);
	size_t *place = arena_array(r->ctx->arena, size_t, n);
	file->persons = arena_array(r->ctx->arena, struct file_person, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = id_or_name(r, i + 1, COL_PERSON_ID, COL_NAME);
	struct file_index index = file_index_of(r->ctx->arena, ids, n, sizeof(*ids));
	for (size_t i = 0; i < n; i++) {
		size_t first = file_index_find(&index, ids[i]);
		if (first == i) {
			place[i] = file->n_persons++;
			file->persons[place[i]] =
				(struct file_person){.id = ids[i], .at = line_of(r, i + 1), .row = person_new(STR(""))};
		}
		take_person(r, i + 1, &file->persons[place[first]]);
	}
}

/* The body of that name in the file; or one more that is nothing but a name. */
static struct str body_named(struct read *r, struct str name, size_t row)
{
	struct people_file *file = r->file;
	for (size_t i = 0; i < file->n_organizations; i++)
		if (str_eq(file->organizations[i].row.name, name))
			return file->organizations[i].id;
	struct file_organization *o = &file->organizations[file->n_organizations++];
	*o = (struct file_organization){.id = made_up(r, name), .at = line_of(r, row), .row = organization_new(name)};
	return o->id;
}

static void take_bodies(struct read *r)
{
	size_t n = r->csv.n_rows - 1;
	struct people_file *file = r->file;
	struct str *ids = arena_array(r->ctx->arena, struct str, n);
	size_t *place = arena_array(r->ctx->arena, size_t, n);
	struct str *above = arena_array(r->ctx->arena, struct str, n);
	file->organizations = arena_array(r->ctx->arena, struct file_organization, 2 * n);
	for (size_t i = 0; i < n; i++)
		ids[i] = id_or_name(r, i + 1, COL_BODY_ID, COL_BODY);
	struct file_index index = file_index_of(r->ctx->arena, ids, n, sizeof(*ids));
	for (size_t i = 0; i < n; i++) {
		size_t first = file_index_find(&index, ids[i]);
		if (first == i) {
			place[i] = file->n_organizations++;
			file->organizations[place[i]] = (struct file_organization){
				.id = ids[i], .at = line_of(r, i + 1), .row = organization_new(STR(""))};
		}
		take_same(r, i + 1, COL_BODY, &file->organizations[place[first]].row.name);
		take_same(r, i + 1, COL_CLASSIFICATION, &file->organizations[place[first]].row.classification);
		take_same(r, i + 1, COL_BODY_ABOVE, &above[first]);
	}
	for (size_t i = 0; i < n; i++)
		if (above[i].n)
			file->organizations[place[i]].parent_id = body_named(r, above[i], i + 1);
}

/* A term whose post has a role, an area or seats names a post with a row of its own. Without a name it goes by what
 * post_check calls it: two roles of one body are two posts. */
static struct str post_id_of(const struct read *r, size_t row)
{
	struct str role = cell(r, row, COL_ROLE), area = cell(r, row, COL_AREA), post = cell(r, row, COL_POST);
	if (str_empty(role) && str_empty(area) && str_empty(cell(r, row, COL_SEATS)))
		return STR("");
	struct str body = id_or_name(r, row, COL_BODY_ID, COL_BODY);
	if (str_empty(post) && role.n)
		post = post_words(r->ctx->arena, role, area);
	return made_up(r, str_fmt(r->ctx->arena, "%.*s / %.*s", STR_ARG(body), STR_ARG(post)));
}

static void take_posts(struct read *r)
{
	size_t n = r->csv.n_rows - 1;
	struct people_file *file = r->file;
	struct str *ids = arena_array(r->ctx->arena, struct str, n);
	size_t *place = arena_array(r->ctx->arena, size_t, n);
	struct str *seats = arena_array(r->ctx->arena, struct str, n);
	file->posts = arena_array(r->ctx->arena, struct file_post, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = post_id_of(r, i + 1);
	struct file_index index = file_index_of(r->ctx->arena, ids, n, sizeof(*ids));
	for (size_t i = 0; i < n; i++) {
		size_t first = file_index_find(&index, ids[i]), row = i + 1;
		if (str_empty(ids[i]))
			continue;
		if (first == i) {
			place[i] = file->n_posts++;
			file->posts[place[i]] =
				(struct file_post){.id = ids[i],
						   .organization_id = id_or_name(r, row, COL_BODY_ID, COL_BODY),
						   .at = line_of(r, row),
						   .row = {.label = cell(r, row, COL_POST), .seats = 1}};
		}
		struct file_post *post = &file->posts[place[first]];
		int64_t number;
		take_same(r, row, COL_ROLE, &post->row.role);
		take_same(r, row, COL_AREA, &post->row.area);
		take_same(r, row, COL_SEATS, &seats[first]);
		if (seats[first].n && (!str_to_i64(seats[first], &number) || number < 1 || number > 1000))
			fault(r, row, msg("{1}: “{2}” is not a number of seats"), COL_SEATS, seats[first]);
		else if (seats[first].n)
			post->row.seats = (int32_t)number;
	}
}

static void take_tenure(const struct read *r, size_t row, struct file_tenure *tenure)
{
	*tenure = (struct file_tenure){
		.id = cell(r, row, COL_TERM_ID),
		.person_id = id_or_name(r, row, COL_PERSON_ID, COL_NAME),
		.organization_id = id_or_name(r, row, COL_BODY_ID, COL_BODY),
		.post_id = post_id_of(r, row),
		.manager_id = cell(r, row, COL_MANAGER_ID),
		.substitute_for_id = cell(r, row, COL_SUBSTITUTE_FOR),
		.at = line_of(r, row),
		.row =
			{
				.post = cell(r, row, COL_POST),
				.from_day = take_day(r, row, COL_FROM, false, TENURE_FROM_EVER),
				.to_day = take_day(r, row, COL_TO, true, TENURE_OPEN),
				.contract = cell(r, row, COL_CONTRACT),
				.workplace = cell(r, row, COL_WORKPLACE),
				.grade = cell(r, row, COL_GRADE),
				.status = cell(r, row, COL_STATUS),
				.entry_note = cell(r, row, COL_ENTRY_NOTE),
			},
	};
	struct str category = cell(r, row, COL_CATEGORY), ended = cell(r, row, COL_ENDED),
		   entry = cell(r, row, COL_ENTRY);
	if (category.n && !tenure_category_parse(category, &tenure->row.category)) {
		tenure->row.category = TENURE_ELECTED; /* one fault is enough */
		fault(r, row,
		      msg("{1}: “{2}” is no category: use elected, appointed, candidate, employee, consultant or "
			  "“supplier contact”"),
		      COL_CATEGORY, category);
	}
	if (ended.n && !tenure_ending_parse(ended, &tenure->row.ending))
		fault(r, row,
		      msg("{1}: “{2}” is not known: use “term over”, “resigned”, “removed from the post”, "
			  "“disqualified” or “died”"),
		      COL_ENDED, ended);
	if (entry.n && !tenure_entry_parse(entry, &tenure->row.entry))
		fault(r, row,
		      msg("{1}: “{2}” is not known: use “election”, “by-election”, “co-option” or “appointment”"),
		      COL_ENTRY, entry);
}

enum outcome people_file_read_csv(struct ctx *ctx, struct str filename, struct str text, struct str ignore,
				  struct people_file *ret_file)
{
	struct people_file file = {.name = filename, .is_csv = true};
	struct read r = {.ctx = ctx, .file = &file};
	size_t count = ctx->problems.count;
	TRY(csv_read(ctx, filename, text, LIMIT_PEOPLE_ROWS, &r.csv));
	cells_flatten(&r);
	file.left_out = arena_array(ctx->arena, struct file_left_out, r.csv.n_columns);
	TRY(columns_find(&r, ignore));
	if (r.csv.n_rows < 2)
		return problem_at(ctx, filename, 1, 0, msg("There is nobody below the names of the columns"));
	take_persons(&r);
	take_bodies(&r);
	take_posts(&r);
	file.n_tenures = r.csv.n_rows - 1;
	file.tenures = arena_array(ctx->arena, struct file_tenure, file.n_tenures);
	for (size_t i = 0; i < file.n_tenures; i++)
		take_tenure(&r, i + 1, &file.tenures[i]);
	*ret_file = file;
	return ctx->problems.count > count ? INVALID : OK;
}

/* ---- Writing ---- */

static struct str contact_of(const struct people_details *details, const char *kind, bool is_public)
{
	for (size_t i = 0; i < details->n_contacts; i++)
		if (str_eq(details->contacts[i].kind, str_of(kind)) && details->contacts[i].is_public == is_public)
			return details->contacts[i].value;
	return STR("");
}

struct write {
	struct arena *arena;
	const struct people_file *file;
	struct file_index persons, bodies, posts;
};

static void put_person(const struct write *w, const struct file_tenure *t, struct str *cells)
{
	size_t at = file_index_find(&w->persons, t->person_id);
	if (at == STR_NPOS)
		return;
	const struct file_person *person = &w->file->persons[at];
	cells[COL_NAME] = person->row.name;
	cells[COL_SORT_NAME] = person->row.sort_name;
	cells[COL_PERSON_ID] = person->id;
	cells[COL_DIED] = people_day(w->arena, person->row.died_day);
	cells[COL_CONTACT_BY] = person->row.by_post ? STR("post") : STR("");
	for (size_t c = 0; c < COUNT_OF(contact_columns); c++)
		cells[contact_columns[c].column] =
			contact_of(&person->details, contact_columns[c].kind, contact_columns[c].is_public);
}

static void put_body(const struct write *w, const struct file_tenure *t, struct str *cells)
{
	size_t at = file_index_find(&w->bodies, t->organization_id);
	if (at == STR_NPOS)
		return;
	const struct file_organization *body = &w->file->organizations[at];
	size_t above = body->parent_id.n ? file_index_find(&w->bodies, body->parent_id) : STR_NPOS;
	cells[COL_BODY] = body->row.name;
	cells[COL_BODY_ID] = body->id;
	cells[COL_BODY_ABOVE] = above == STR_NPOS ? STR("") : w->file->organizations[above].row.name;
	cells[COL_CLASSIFICATION] = body->row.classification;
}

static void put_tenure(const struct write *w, const struct file_tenure *t, struct str *cells)
{
	size_t post = t->post_id.n ? file_index_find(&w->posts, t->post_id) : STR_NPOS;
	cells[COL_POST] = t->row.post;
	if (post != STR_NPOS) {
		const struct post *row = &w->file->posts[post].row;
		cells[COL_POST] = row->label;
		cells[COL_ROLE] = row->role;
		cells[COL_AREA] = row->area;
		cells[COL_SEATS] = str_fmt(w->arena, "%d", row->seats);
	}
	cells[COL_CATEGORY] = tenure_category_name(t->row.category);
	cells[COL_FROM] = people_day(w->arena, t->row.from_day);
	cells[COL_TO] = people_day(w->arena, t->row.to_day);
	cells[COL_ENDED] = tenure_ending_name(t->row.ending);
	cells[COL_TERM_ID] = t->id;
	cells[COL_ENTRY] = tenure_entry_name(t->row.entry);
	cells[COL_ENTRY_NOTE] = t->row.entry_note;
	cells[COL_SUBSTITUTE_FOR] = t->substitute_for_id;
	cells[COL_CONTRACT] = t->row.contract;
	cells[COL_WORKPLACE] = t->row.workplace;
	cells[COL_GRADE] = t->row.grade;
	cells[COL_STATUS] = t->row.status;
	cells[COL_MANAGER_ID] = t->manager_id;
}

struct str people_file_write_csv(struct arena *arena, const struct people_file *file, bool for_office)
{
	const struct write w = {
		.arena = arena,
		.file = file,
		.persons = file_index_of(arena, file->persons, file->n_persons, sizeof(*file->persons)),
		.bodies =
			file_index_of(arena, file->organizations, file->n_organizations, sizeof(*file->organizations)),
		.posts = file_index_of(arena, file->posts, file->n_posts, sizeof(*file->posts)),
	};
	size_t n = for_office ? COLUMNS : COL_EMAIL;
	struct buf out = buf_open(arena, 4096);
	struct str cells[COLUMNS];
	for (size_t c = 0; c < COLUMNS; c++)
		cells[c] = str_of(column_names[c]);
	cli_csv_row(&out, cells, n);
	for (size_t i = 0; i < file->n_tenures; i++) {
		for (size_t c = 0; c < COLUMNS; c++)
			cells[c] = STR("");
		put_person(&w, &file->tenures[i], cells);
		put_body(&w, &file->tenures[i], cells);
		put_tenure(&w, &file->tenures[i], cells);
		cli_csv_row(&out, cells, n);
	}
	return buf_view(&out);
}
