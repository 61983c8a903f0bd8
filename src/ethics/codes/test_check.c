/* Faults of labels and references, in invented texts. */
#include "base/testing.h"
#include "codes/check.h"

/* "anchor kind message", one line each. */
static struct str faults_of(struct ctx *ctx, struct str text)
{
	struct code_import import;
	struct code_fault *faults;
	size_t n;
	assert_int_equal(codes_parse(ctx, STR("code"), text, CODE_TEXT, &import), OK);
	codes_check(ctx->arena, import.provisions, import.n, &faults, &n);
	struct buf lines = buf_open(ctx->arena, 1024);
	for (size_t i = 0; i < n; i++) {
		assert_text(faults[i].anchor, test_c(import.provisions[faults[i].provision].anchor));
		buf_fmt(&lines, "%.*s %s %.*s\n", STR_ARG(faults[i].anchor), code_fault_name(faults[i].kind),
			STR_ARG(code_fault_words(ctx->arena, &faults[i])));
	}
	return buf_view(&lines);
}

static void labels_in_order_are_no_fault(void **state)
{
	struct ctx *ctx = *state;
	assert_text(faults_of(ctx, STR("1.1 One:\n\n(a) x,\n\n(b) y:\n\n(i) p,\n\n(ii) q.\n\n1.2 Two:\n\n1.2.1 a;\n\n"
				       "1.2.2 b.\n\n1.3 Three:\n\n(g) h\n")),
		    "s1.3-g gap “(g)” begins a list: what comes before it may be missing\n");
	assert_text(faults_of(ctx, STR("(a) x\n\n(b) x\n\n(c) x\n\n(d) x\n\n(e) x\n\n(f) x\n\n(g) x\n\n(h) x\n\n(i) "
				       "x\n\n(j) x\n")),
		    "");
	assert_text(faults_of(ctx, STR("15.10.  Gifts.  None.\n\n15.20.  Trips.  None.\n\n15.30.  Boats.  None.\n")),
		    "");
	assert_text(faults_of(ctx, STR("Duties\n\n1. One word.\n\n2. Two words.\n\nRights\n\n3. Three words.\n")), "");
}

static void gaps_doubles_and_jumps_are_named(void **state)
{
	struct ctx *ctx = *state;
	assert_text(
		faults_of(ctx, STR("1.7 These apply:\n\n1.7.1 a;\n\n1.7.2 b;\n\n1.6.3 c;\n\n1.6.5 d.\n\n1.7 Again.\n\n"
				   "1.9 Last:\n\n(a) x,\n\n(c) y,\n\n(c) z,\n\n(b) w.\n")),
		"s1.6.3 out_of_sequence “1.6.3” follows “1.7.2”\n"
		"s1.6.5 gap “1.6.5” follows “1.6.3”: what comes between may be missing\n"
		"s1.7-2 duplicate “1.7” is there twice, here and at s1.7\n"
		"s1.9 gap “1.9” follows “1.7”: what comes between may be missing\n"
		"s1.9-c gap “(c)” follows “(a)”: what comes between may be missing\n"
		"s1.9-c-2 duplicate “(c)” is there twice, here and at s1.9-c\n"
		"s1.9-b out_of_sequence “(b)” follows “(c)”\n");
}

static void references_that_lead_nowhere_are_named(void **state)
{
	struct ctx *ctx = *state;
	assert_text(
		faults_of(ctx,
			  STR("1.1 See section 1.2(b) and section 1.4, and items 1.1 and 2.9.\n\n"
			      "1.2 As in paragraph (a), (c) or (d) of this section, and subsection (b) of the Act:\n\n"
			      "(a) x,\n\n(b) § 1.2(z), Government Code section 1.99.\n\n"
			      "1.3 Clause (a) of this section; part 950 of this title; section 10A.01.\n")),
		"s1.1 reference This refers to “1.4”, which is not in this text\n"
		"s1.2 reference This refers to “(c)”, which is not in this part of the text\n"
		"s1.2 reference This refers to “(d)”, which is not in this part of the text\n"
		"s1.2-b reference This refers to “1.2(z)”, and there is no such part of “1.2”\n"
		"s1.3 reference This refers to “(a)”, which is not in this part of the text\n");
}

static void nothing_is_changed_by_looking(void **state)
{
	struct ctx *ctx = *state;
	struct code_import import;
	struct code_fault *faults;
	size_t n;
	assert_int_equal(codes_parse(ctx, STR("a"), STR("1. a\n\n3. b\n\n7. see section 9"), CODE_TEXT, &import), OK);
	struct provision *before = arena_copy(ctx->arena, import.provisions, import.n * sizeof(struct provision));
	codes_check(ctx->arena, import.provisions, import.n, &faults, &n);
	assert_int_equal(n, 2);
	assert_memory_equal(before, import.provisions, import.n * sizeof(struct provision));
}

static void shared_documents(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *name;
		size_t faults;
	} cases[] = {
		{"seeds/icma-code-of-ethics.txt", 0},
		{"seeds/kent-pcc-code-of-conduct.txt", 0},
		{"seeds/officer-code-of-conduct.txt", 1}, /* 1.6.8 behind 1.7.7 */
		{"seeds/torrance-code-of-ethics.txt", 0},
		{"data/code-minneapolis-ch15/minneapolis_ch15_ethics_in_government.txt", 0},
	};
	const char *folder = getenv("ABOVEBOARD_SHARED");
	if (!folder) {
		print_message("ABOVEBOARD_SHARED is not set\n");
		skip();
	}
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str text;
		struct code_import import;
		struct code_fault *faults;
		size_t n;
		const char *path = test_c(str_fmt(ctx->arena, "%s/%s", folder, cases[i].name));
		assert_int_equal(file_read(ctx, path, LIMIT_CODE_BYTES, &text), OK);
		assert_int_equal(codes_parse(ctx, STR("a"), text, CODE_TEXT, &import), OK);
		codes_check(ctx->arena, import.provisions, import.n, &faults, &n);
		assert_int_equal(n, cases[i].faults);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(labels_in_order_are_no_fault),
		ctx_test(gaps_doubles_and_jumps_are_named),
		ctx_test(references_that_lead_nowhere_are_named),
		ctx_test(nothing_is_changed_by_looking),
		ctx_test(shared_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
