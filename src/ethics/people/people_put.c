/* Structs → rows, and the record that each public row publishes. */
#include "people/people_store.h"

#include "people/people_sql.h"

static struct db_param db_day(int32_t day)
{
	return day == PEOPLE_NO_DAY ? db_null() : db_int(day);
}

static struct str sort_key(struct ctx *ctx, struct str name)
{
	return text_slug(ctx->arena, name);
}

/* Words that stand for pages of the office beside those of persons. */
static bool is_reserved(struct str slug)
{
	static const struct str words[] = {STR_INIT("add"), STR_INIT("paste"), STR_INIT("import"),
					   STR_INIT("duplicates")};
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(slug, words[i]))
			return true;
	return false;
}

/* A slug that nobody has: the name's, or with -2, -3 … behind it. /office/people/add is a page of its own. */
static enum outcome slug_for(struct ctx *ctx, struct str name, struct str *ret_slug)
{
	struct str base = text_slug(ctx->arena, name);
	for (int i = is_reserved(base) ? 2 : 1;; i++) {
		struct str slug = i == 1 ? base : str_fmt(ctx->arena, "%.*s-%d", STR_ARG(base), i);
		struct people_number taken;
		TRY(db_one(ctx, &people_sql_slug_taken, DB_PARAMS(db_text(slug)), &people_number_spec, &taken));
		if (taken.n == 0) {
			*ret_slug = slug;
			return OK;
		}
	}
}

static enum outcome post_slug_for(struct ctx *ctx, const struct post *post, struct str *ret_slug)
{
	struct str base = text_slug(ctx->arena, post->label);
	for (int i = 1;; i++) {
		struct str slug = i == 1 ? base : str_fmt(ctx->arena, "%.*s-%d", STR_ARG(base), i);
		struct people_number taken;
		TRY(db_one(ctx, &people_sql_post_slug_taken, DB_PARAMS(db_int(post->organization_id), db_text(slug)),
			   &people_number_spec, &taken));
		if (taken.n == 0) {
			*ret_slug = slug;
			return OK;
		}
	}
}

/* A new record; or the next version of one that is there. */
static enum outcome publish(struct ctx *ctx, const struct journal_seed *seed, int64_t id, struct str content)
{
	struct journal_place place;
	db_note(ctx, "people", id);
	return journal_put(ctx, seed, "people", id, content, &place);
}

enum outcome people_publish_version(struct ctx *ctx, const struct journal_seed *seed, int64_t id, struct str record_id,
				    struct str content)
{
	struct journal_place place;
	db_note(ctx, "people", id);
	return journal_put_version(ctx, seed, record_id, content, &place);
}

static struct str seed_record_id(struct arena *arena, const struct journal_seed *seed)
{
	return base32_str(arena, str_bytes(seed->id, sizeof(seed->id)));
}

static enum outcome changed_one(int64_t changed)
{
	return changed == 1 ? OK : CONFLICT;
}

static void report(enum people_change *ret_change, enum people_change change)
{
	if (ret_change)
		*ret_change = change;
}

/* ---- Bodies ---- */

/* The bodies above are there and do not lead back to this one. */
static enum outcome parent_check(struct ctx *ctx, const struct organization *o)
{
	int64_t above = o->parent_id;
	struct str chosen = {0};
	for (int steps = 0; above; steps++) {
		struct organization parent;
		enum outcome outcome = people_organization(ctx, above, &parent);
		if (outcome == NOT_FOUND || (outcome == OK && parent.erased_ms && above == o->parent_id))
			return problem_add(ctx, "parent", msg("Choose a body that is there"));
		TRY(outcome);
		chosen = steps == 0 ? parent.name : chosen;
		if (above == o->id || steps > 64)
			return problem_add(ctx, "parent",
					   msg("“{1}” stands below “{2}” itself, so it cannot be the body above it"),
					   chosen, o->name);
		above = parent.parent_id;
	}
	return OK;
}

static bool organization_eq(const struct organization *a, const struct organization *b)
{
	return str_eq(a->name, b->name) && str_eq(a->classification, b->classification) &&
	       a->parent_id == b->parent_id && a->founded_day == b->founded_day && a->dissolved_day == b->dissolved_day;
}

static enum outcome organization_insert(struct ctx *ctx, const struct journal_seed *seed, struct organization *o,
					const struct people_details *details)
{
	static const struct people_details none = {0};
	TRY(slug_for(ctx, o->name, &o->slug));
	o->id = id_new(ctx);
	o->version = 1;
	o->record_id = seed_record_id(ctx->arena, seed);
	TRY(db_exec(ctx, &people_sql_organization_insert,
		    DB_PARAMS(db_int(o->id), db_text(o->slug), db_text(o->name), db_text(o->classification),
			      db_ref(o->parent_id), db_day(o->founded_day), db_day(o->dissolved_day),
			      db_text(sort_key(ctx, o->name)), db_text(o->record_id)),
		    NULL));
	if (details)
		TRY(people_details_write(ctx, o->id, details));
	TRY(publish(ctx, seed, o->id, organization_record(ctx->arena, o, details ? details : &none)));
	return access_put_body(ctx, o->id, o->parent_id, o->name, o->slug);
}

static enum outcome organization_change(struct ctx *ctx, const struct journal_seed *seed, struct organization *o,
					const struct people_details *details, enum people_change *ret_change)
{
	struct organization now;
	struct people_details before, after;
	TRY(people_organization(ctx, o->id, &now));
	if (now.erased_ms || (o->version && o->version != now.version))
		return CONFLICT;
	TRY(people_details(ctx, o->id, &before));
	after = details ? *details : before;
	o->slug = now.slug;
	o->record_id = now.record_id;
	o->version = now.version;
	report(ret_change, PEOPLE_UNCHANGED);
	if (organization_eq(o, &now) && people_details_eq(&before, &after))
		return OK;
	int64_t changed = 0;
	TRY(db_exec(ctx, &people_sql_organization_update,
		    DB_PARAMS(db_int(o->id), db_int(now.version), db_text(o->name), db_text(o->classification),
			      db_ref(o->parent_id), db_day(o->founded_day), db_day(o->dissolved_day),
			      db_text(sort_key(ctx, o->name))),
		    &changed));
	TRY(changed_one(changed));
	o->version++;
	if (!people_details_eq(&before, &after))
		TRY(people_details_write(ctx, o->id, &after));
	struct str content = organization_record(ctx->arena, o, &after);
	if (!str_eq(content, organization_record(ctx->arena, &now, &before)))
		TRY(people_publish_version(ctx, seed, o->id, o->record_id, content));
	report(ret_change, PEOPLE_CHANGED);
	return access_put_body(ctx, o->id, o->parent_id, o->name, o->slug);
}

enum outcome people_put_organization(struct ctx *ctx, const struct journal_seed *seed,
				     struct organization *organization, const struct people_details *details,
				     enum people_change *ret_change)
{
	enum outcome outcome = organization_check(ctx, organization);
	if (details && people_details_check(ctx, organization->id, details) != OK)
		outcome = INVALID;
	TRY(outcome);
	TRY(parent_check(ctx, organization));
	if (organization->id)
		return organization_change(ctx, seed, organization, details, ret_change);
	report(ret_change, PEOPLE_CREATED);
	return organization_insert(ctx, seed, organization, details);
}

/* ---- Posts ---- */

static enum outcome post_change(struct ctx *ctx, const struct journal_seed *seed, struct post *post,
				enum people_change *ret_change)
{
	struct post now;
	TRY(people_post(ctx, post->id, &now));
	if (now.erased_ms || (post->version && post->version != now.version))
		return CONFLICT;
	post->organization_id = now.organization_id;
	post->slug = now.slug;
	post->record_id = now.record_id;
	post->version = now.version;
	report(ret_change, PEOPLE_UNCHANGED);
	struct str content = post_record(ctx->arena, post);
	if (str_eq(content, post_record(ctx->arena, &now)))
		return OK;
	int64_t changed = 0;
	TRY(db_exec(ctx, &people_sql_post_update,
		    DB_PARAMS(db_int(post->id), db_int(now.version), db_text(post->label), db_text(post->role),
			      db_text(post->area), db_int(post->seats), db_text(sort_key(ctx, post->label))),
		    &changed));
	TRY(changed_one(changed));
	post->version++;
	report(ret_change, PEOPLE_CHANGED);
	return people_publish_version(ctx, seed, post->id, post->record_id, content);
}

enum outcome people_put_post(struct ctx *ctx, const struct journal_seed *seed, struct post *post,
			     enum people_change *ret_change)
{
	TRY(post_check(ctx, post));
	if (post->id)
		return post_change(ctx, seed, post, ret_change);
	struct organization body;
	enum outcome found = people_organization(ctx, post->organization_id, &body);
	if (found == NOT_FOUND || (found == OK && body.erased_ms))
		return problem_add(ctx, "body", msg("Choose the council, committee or board"));
	TRY(found);
	TRY(post_slug_for(ctx, post, &post->slug));
	post->id = id_new(ctx);
	post->version = 1;
	post->record_id = seed_record_id(ctx->arena, seed);
	TRY(db_exec(ctx, &people_sql_post_insert,
		    DB_PARAMS(db_int(post->id), db_int(post->organization_id), db_text(post->slug),
			      db_text(post->label), db_text(post->role), db_text(post->area), db_int(post->seats),
			      db_text(sort_key(ctx, post->label)), db_text(post->record_id)),
		    NULL));
	report(ret_change, PEOPLE_CREATED);
	return publish(ctx, seed, post->id, post_record(ctx->arena, post));
}

/* ---- Persons ---- */

static bool person_eq(const struct person *a, const struct person *b)
{
	return str_eq(a->name, b->name) && str_eq(a->sort_name, b->sort_name) && a->name_from_day == b->name_from_day &&
	       a->died_day == b->died_day && a->by_post == b->by_post;
}

static enum outcome person_insert(struct ctx *ctx, const struct journal_seed *seed, struct person *person,
				  const struct people_details *details)
{
	TRY(slug_for(ctx, person->name, &person->slug));
	person->id = id_new(ctx);
	person->version = 1;
	person->is_public = false;
	person->record_id = seed_record_id(ctx->arena, seed);
	TRY(db_exec(ctx, &people_sql_person_insert,
		    DB_PARAMS(db_int(person->id), db_text(person->slug), db_text(person->name),
			      db_text(person->sort_name), db_day(person->name_from_day), db_day(person->died_day),
			      db_int(person->by_post), db_text(sort_key(ctx, person->sort_name)),
			      db_text(person->record_id), db_bytes(str_bytes(seed->salt, sizeof(seed->salt)))),
		    NULL));
	return details ? people_details_write(ctx, person->id, details) : OK;
}

static enum outcome person_change(struct ctx *ctx, const struct journal_seed *seed, struct person *person,
				  const struct people_details *details, enum people_change *ret_change)
{
	struct person now;
	struct people_details before, after;
	TRY(people_person(ctx, person->id, &now));
	if (now.erased_ms || (person->version && person->version != now.version))
		return CONFLICT;
	TRY(people_details(ctx, person->id, &before));
	after = details ? *details : before;
	person->slug = now.slug;
	person->record_id = now.record_id;
	person->is_public = now.is_public;
	person->version = now.version;
	report(ret_change, PEOPLE_UNCHANGED);
	if (person_eq(person, &now) && people_details_eq(&before, &after))
		return OK;
	int64_t changed = 0;
	TRY(db_exec(ctx, &people_sql_person_update,
		    DB_PARAMS(db_int(person->id), db_int(now.version), db_text(person->name),
			      db_text(person->sort_name), db_day(person->name_from_day), db_day(person->died_day),
			      db_int(person->by_post), db_text(sort_key(ctx, person->sort_name))),
		    &changed));
	TRY(changed_one(changed));
	person->version++;
	report(ret_change, PEOPLE_CHANGED);
	if (!people_details_eq(&before, &after))
		TRY(people_details_write(ctx, person->id, &after));
	/* Files of all that is public are not to go on saying a name that is used no more. */
	if (person->is_public && !str_eq(person->name, now.name))
		db_note(ctx, "removals", 0);
	struct str content = person_record(ctx->arena, person, &after);
	if (!person->is_public || str_eq(content, person_record(ctx->arena, &now, &before)))
		return OK;
	return people_publish_version(ctx, seed, person->id, person->record_id, content);
}

enum outcome people_put_person(struct ctx *ctx, const struct journal_seed *seed, struct person *person,
			       const struct people_details *details, enum people_change *ret_change)
{
	enum outcome outcome = person_check(ctx, person);
	if (details && people_details_check(ctx, person->id, details) != OK)
		outcome = INVALID;
	TRY(outcome);
	if (person->id) {
		db_note(ctx, "people", person->id);
		return person_change(ctx, seed, person, details, ret_change);
	}
	report(ret_change, PEOPLE_CREATED);
	return person_insert(ctx, seed, person, details);
}

/* ---- Becoming public ---- */

/* The seed of a first version, kept in the row: its record's id and salt. */
static enum outcome kept_seed(struct ctx *ctx, const struct db_stmt *salt_of, int64_t id, struct str record_id,
			      struct journal_seed *ret_seed)
{
	static const struct db_col cols[] = {{DB_FIELD_BYTES, 0, 0}};
	static const struct db_spec spec = DB_SPEC(struct str, cols);
	struct str salt = {0};
	TRY(db_one(ctx, salt_of, DB_PARAMS(db_int(id)), &spec, &salt));
	if (salt.n != sizeof(ret_seed->salt) || !base32_parse(record_id, ret_seed->id, sizeof(ret_seed->id))) {
		log_event(LOG_ERROR, "people", "row=%lld salt=missing", (long long)id);
		return BROKEN;
	}
	memcpy(ret_seed->salt, salt.p, salt.n);
	return OK;
}

static enum outcome person_show(struct ctx *ctx, int64_t person_id)
{
	struct person person;
	struct people_details details;
	struct journal_seed seed;
	TRY(people_person(ctx, person_id, &person));
	if (person.is_public || person.erased_ms)
		return OK;
	TRY(people_details(ctx, person_id, &details));
	TRY(kept_seed(ctx, &people_sql_person_salt, person_id, person.record_id, &seed));
	TRY(publish(ctx, &seed, person_id, person_record(ctx->arena, &person, &details)));
	return db_exec(ctx, &people_sql_person_publish, DB_PARAMS(db_int(person_id)), NULL);
}

enum outcome people_show_tenure(struct ctx *ctx, int64_t tenure_id)
{
	struct tenure tenure;
	struct journal_seed seed;
	struct str content;
	TRY(people_tenure(ctx, tenure_id, &tenure));
	TRY(person_show(ctx, tenure.person_id));
	if (tenure.is_public || tenure.erased_ms)
		return OK;
	TRY(kept_seed(ctx, &people_sql_tenure_salt, tenure_id, tenure.record_id, &seed));
	TRY(people_tenure_record(ctx, &tenure, &content));
	TRY(publish(ctx, &seed, tenure_id, content));
	return db_exec(ctx, &people_sql_tenure_publish, DB_PARAMS(db_int(tenure_id)), NULL);
}

/* ---- Terms ---- */

enum outcome people_tell_access(struct ctx *ctx, int64_t person_id)
{
	struct people_number last;
	TRY(db_one(ctx, &people_sql_last_day_of_person, DB_PARAMS(db_int(person_id)), &people_number_spec, &last));
	struct day day = {(int32_t)last.n};
	TRY(access_put_person_holds(ctx, person_id, day));
	return last.n == TENURE_OPEN ? OK : access_put_person_ended(ctx, person_id, day);
}

/* Somebody sits for an absent member: another person, in a term of the same body, within its days. Nobody stands in for
 * one who stands in. */
static enum outcome substitute_fits(struct ctx *ctx, const struct tenure *tenure)
{
	struct tenure absent;
	enum outcome found = people_tenure(ctx, tenure->substitute_for, &absent);
	if (found == NOT_FOUND || (found == OK && (absent.erased_ms || absent.id == tenure->id ||
						   absent.organization_id != tenure->organization_id ||
						   absent.person_id == tenure->person_id)))
		return problem_add(ctx, "substitute_for",
				   msg("Choose the term of the absent member: another person, in the same body"));
	TRY(found);
	if (absent.substitute_for || absent.category == TENURE_CANDIDATE || tenure->category == TENURE_CANDIDATE)
		return problem_add(ctx, "substitute_for",
				   msg("Nobody stands in for a candidate, or for one who stands in"));
	if (tenure->from_day < absent.from_day || tenure->to_day > absent.to_day)
		return problem_add(ctx, "from", msg("Who stands in for {1} does so within that term: {2}"),
				   absent.person_name, people_term_words(ctx->arena, &absent));
	return OK;
}

/* The post of its row belongs to the same body, and nobody holds the same post twice at once, or stands for it twice;
 * who holds it may stand for it again. */
static enum outcome tenure_fits(struct ctx *ctx, const struct tenure *tenure)
{
	struct tenure *others;
	size_t n;
	if (tenure->post_id) {
		struct post post;
		enum outcome found = people_post(ctx, tenure->post_id, &post);
		if (found == NOT_FOUND || (found == OK && post.organization_id != tenure->organization_id))
			return problem_add(ctx, "post", msg("Choose a post of the same body"));
		TRY(found);
	}
	if (tenure->substitute_for)
		TRY(substitute_fits(ctx, tenure));
	TRY(people_tenures_of(ctx, tenure->person_id, &others, &n));
	for (size_t i = 0; i < n; i++) {
		const struct tenure *other = &others[i];
		if (other->id == tenure->id || other->organization_id != tenure->organization_id ||
		    (other->category == TENURE_CANDIDATE) != (tenure->category == TENURE_CANDIDATE) ||
		    other->to_day < tenure->from_day || tenure->to_day < other->from_day)
			continue;
		if (tenure->post_id ? other->post_id == tenure->post_id
				    : !other->post_id && str_eq(other->post, tenure->post))
			return problem_add(ctx, "from", msg("{1} holds this post already: {2}"), other->person_name,
					   people_term_words(ctx->arena, other));
	}
	return OK;
}

static enum outcome tenure_insert(struct ctx *ctx, const struct journal_seed *seed, struct tenure *t)
{
	t->id = id_new(ctx);
	t->version = 1;
	t->record_id = seed_record_id(ctx->arena, seed);
	TRY(db_exec(ctx, &people_sql_tenure_insert,
		    DB_PARAMS(db_int(t->id), db_int(t->person_id), db_int(t->organization_id), db_ref(t->post_id),
			      db_int(t->category), db_text(t->post_id ? STR("") : t->post), db_int(t->from_day),
			      db_int(t->to_day), db_int(t->ending), db_text(t->contract), db_text(t->workplace),
			      db_text(t->grade), db_text(t->status), db_ref(t->manager_id), db_int(t->entry),
			      db_text(t->entry_note), db_ref(t->substitute_for), db_text(t->record_id),
			      db_bytes(str_bytes(seed->salt, sizeof(seed->salt)))),
		    NULL));
	return OK;
}

static bool tenure_eq(const struct tenure *a, const struct tenure *b)
{
	return a->post_id == b->post_id && a->category == b->category && (a->post_id || str_eq(a->post, b->post)) &&
	       a->from_day == b->from_day && a->to_day == b->to_day && a->ending == b->ending &&
	       str_eq(a->contract, b->contract) && str_eq(a->workplace, b->workplace) && str_eq(a->grade, b->grade) &&
	       str_eq(a->status, b->status) && a->manager_id == b->manager_id && a->entry == b->entry &&
	       str_eq(a->entry_note, b->entry_note) && a->substitute_for == b->substitute_for;
}

static enum outcome tenure_change(struct ctx *ctx, const struct journal_seed *seed, struct tenure *t,
				  enum people_change *ret_change)
{
	struct tenure now;
	struct str before, after;
	TRY(people_tenure(ctx, t->id, &now));
	if (now.erased_ms || (t->version && t->version != now.version) || t->person_id != now.person_id ||
	    t->organization_id != now.organization_id)
		return CONFLICT;
	report(ret_change, PEOPLE_UNCHANGED);
	t->record_id = now.record_id;
	t->is_public = now.is_public;
	t->version = now.version;
	if (tenure_eq(t, &now))
		return OK;
	/* Its record would go on being public, now with a job that is nobody's business. */
	if (now.is_public && t->category != now.category && !tenure_category_is_public(t->category))
		return problem_add(ctx, "category",
				   msg("Its record is public: remove the record, then add the term again"));
	int64_t changed = 0;
	TRY(people_tenure_record(ctx, &now, &before));
	TRY(db_exec(ctx, &people_sql_tenure_update,
		    DB_PARAMS(db_int(t->id), db_int(now.version), db_ref(t->post_id), db_int(t->category),
			      db_text(t->post_id ? STR("") : t->post), db_int(t->from_day), db_int(t->to_day),
			      db_int(t->ending), db_text(t->contract), db_text(t->workplace), db_text(t->grade),
			      db_text(t->status), db_ref(t->manager_id), db_int(t->entry), db_text(t->entry_note),
			      db_ref(t->substitute_for)),
		    &changed));
	TRY(changed_one(changed));
	t->version++;
	report(ret_change, PEOPLE_CHANGED);
	TRY(people_tenure_record(ctx, t, &after));
	if (t->is_public && !str_eq(before, after))
		TRY(people_publish_version(ctx, seed, t->id, t->record_id, after));
	return t->to_day < now.to_day ? people_substitutes_stop(ctx, seed, t, TENURE_FROM_EVER, t->to_day) : OK;
}

enum outcome people_put_tenure_untold(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure,
				      enum people_change *ret_change)
{
	TRY(tenure_check(ctx, tenure));
	tenure->post = str_trim(tenure->post);
	tenure->entry_note = str_trim(tenure->entry_note);
	TRY(tenure_fits(ctx, tenure));
	enum people_change change = PEOPLE_CREATED;
	if (tenure->id)
		TRY(tenure_change(ctx, seed, tenure, &change));
	else
		TRY(tenure_insert(ctx, seed, tenure));
	report(ret_change, change);
	/* Also of terms that are not public: what is owed follows from them. */
	if (change != PEOPLE_UNCHANGED)
		db_note(ctx, "people", tenure->id);
	if (tenure_category_is_public(tenure->category))
		TRY(people_show_tenure(ctx, tenure->id));
	return people_tenure(ctx, tenure->id, tenure);
}

enum outcome people_put_tenure(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure,
			       enum people_change *ret_change)
{
	TRY(people_put_tenure_untold(ctx, seed, tenure, ret_change));
	return people_tell_access(ctx, tenure->person_id);
}
