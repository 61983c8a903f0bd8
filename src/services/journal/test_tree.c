/* Merkle arithmetic: published examples, and properties against the definition of RFC 6962 taken literally. */
#include "base/property.h"
#include "base/testing.h"

#include <dirent.h>
#include <jansson.h>
#include <sodium.h>
#include <unistd.h>

#include "journal/tree.h"

#define LEAVES_MAX 1100

/* RFC 6962 section 2.1, word for word. */
static struct hash root_by_definition(const struct hash *leaves, size_t n)
{
	if (n == 0)
		return hash_bytes((struct str){0});
	if (n == 1)
		return leaves[0];
	size_t k = 1;
	while (2 * k < n)
		k *= 2;
	struct hash left = root_by_definition(leaves, k);
	struct hash right = root_by_definition(leaves + k, n - k);
	return journal_node_hash(&left, &right);
}

static struct hash *some_leaves(struct arena *arena, size_t n, uint64_t seed)
{
	struct hash *leaves = arena_array(arena, struct hash, n);
	for (size_t i = 0; i < n; i++) {
		uint64_t words[] = {seed, i};
		leaves[i] = journal_leaf_hash(str_bytes(words, sizeof(words)));
	}
	return leaves;
}

static struct journal_tree tree_of(const struct hash *leaves, size_t n)
{
	struct journal_tree tree = {.size = 0};
	struct journal_tiled tiled;
	for (size_t i = 0; i < n; i++)
		journal_tree_append(&tree, &leaves[i], &tiled);
	return tree;
}

static enum outcome node_by_definition(void *data, unsigned height, int64_t index, struct hash *ret_node)
{
	const struct hash *leaves = data;
	*ret_node = root_by_definition(leaves + (index << height), (size_t)1 << height);
	return OK;
}

/* The inputs and roots that the first implementation of Certificate Transparency was tested with. */
static void roots_are_those_that_others_compute(void **state)
{
	struct ctx *ctx = *state;
	static const char *const inputs[] = {
		"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
	};
	static const char *const roots[] = {
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	};
	struct journal_tree tree = {.size = 0};
	struct hash root = journal_tree_root(&tree);
	assert_text(hash_hex(ctx->arena, &root), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < COUNT_OF(inputs); i++) {
		unsigned char bytes[16];
		struct journal_tiled tiled;
		size_t n = strlen(inputs[i]) / 2;
		assert_true(n == 0 || str_unhex(str_of(inputs[i]), bytes, n));
		struct hash leaf = journal_leaf_hash(str_bytes(bytes, n));
		journal_tree_append(&tree, &leaf, &tiled);
		root = journal_tree_root(&tree);
		assert_text(hash_hex(ctx->arena, &root), roots[i]);
	}
}

static void a_leaf_is_canonical_json_that_says_nothing(void **state)
{
	struct ctx *ctx = *state;
	struct hash content = journal_content_hash(STR("0123456789abcdef"), STR("{\"name\":\"A. Person\"}"));
	struct hash same = hash_bytes(STR("0123456789abcdef{\"name\":\"A. Person\"}"));
	assert_true(hash_eq(&content, &same));
	struct str leaf = journal_leaf(ctx->arena, STR("00000000000000000000000000"), 3, ctx->now_ms, &content);
	assert_text(leaf,
		    test_c(str_fmt(ctx->arena,
				   "{\"content\":\"%.*s\",\"id\":\"00000000000000000000000000\",\"kind\":\"record\","
				   "\"time\":\"2026-11-22T19:28:14.123Z\",\"v\":1,\"version\":3}",
				   STR_ARG(hash_hex(ctx->arena, &content)))));
}

static bool every_size_has_its_root(struct gen *gen)
{
	size_t n = (size_t)gen_int(gen, 0, LEAVES_MAX);
	size_t earlier = (size_t)gen_int(gen, 0, (int64_t)n);
	gen_note(gen, "%zu leaves, as of %zu", n, earlier);
	struct hash *leaves = some_leaves(gen->arena, n, n);
	struct journal_tree tree = tree_of(leaves, n);
	struct hash expected = root_by_definition(leaves, n);
	struct hash root = journal_tree_root(&tree);
	struct hash then = root_by_definition(leaves, earlier);
	struct hash root_then;
	const struct journal_nodes nodes = {node_by_definition, leaves};
	return hash_eq(&root, &expected) && journal_tree_root_at(&nodes, (int64_t)earlier, &root_then) == OK &&
	       hash_eq(&root_then, &then);
}

static void roots_follow_the_definition(void **state)
{
	(void)state;
	assert_true(property_holds("roots", every_size_has_its_root, 60));
}

/* Changes one thing about a proof that holds; false when nothing can be changed that way. */
static bool spoil(struct gen *gen, struct hash *leaf, int64_t *index, int64_t *size, struct journal_proof *proof,
		  struct hash *root)
{
	size_t at = proof->n ? (size_t)gen_below(gen, proof->n) : 0;
	switch (gen_below(gen, 6)) {
	case 0:
		leaf->b[gen_below(gen, 32)] ^= (unsigned char)(1 + gen_below(gen, 255));
		return true;
	case 1:
		root->b[gen_below(gen, 32)] ^= (unsigned char)(1 + gen_below(gen, 255));
		return true;
	case 2:
		if (proof->n > 0)
			proof->hash[at].b[gen_below(gen, 32)] ^= (unsigned char)(1 + gen_below(gen, 255));
		return proof->n > 0;
	case 3:
		*index = (*index + 1) % *size;
		return *size > 1;
	case 4:
		if (proof->n > 0)
			proof->n--;
		return proof->n > 0;
	default:
		proof->hash[proof->n++] = *leaf;
		return true;
	}
}

static bool proofs_hold_and_spoilt_ones_do_not(struct gen *gen)
{
	int64_t size = gen_int(gen, 1, LEAVES_MAX);
	int64_t index = (int64_t)gen_below(gen, (uint64_t)size);
	gen_note(gen, "place %lld of %lld", (long long)index, (long long)size);
	struct hash *leaves = some_leaves(gen->arena, (size_t)size, 7);
	struct hash leaf = leaves[index];
	struct hash root = root_by_definition(leaves, (size_t)size);
	const struct journal_nodes nodes = {node_by_definition, leaves};
	struct journal_proof proof;
	if (journal_tree_prove(&nodes, index, size, &proof) != OK ||
	    !journal_proof_holds(&leaf, index, size, &proof, &root))
		return false;
	return !spoil(gen, &leaf, &index, &size, &proof, &root) ||
	       !journal_proof_holds(&leaf, index, size, &proof, &root);
}

static void proofs_follow_the_definition(void **state)
{
	(void)state;
	assert_true(property_holds("proofs", proofs_hold_and_spoilt_ones_do_not, 100));
}

/* The example of C2SP tlog-tiles: a tree of 70,000 has 70,000 nodes for tiles at level 0, 273 at level 1, 1 at level 2.
 */
static void a_large_tree_fills_the_tiles_of_the_specification(void **state)
{
	(void)state;
	struct journal_tree tree = {.size = 0};
	struct journal_tiled tiled;
	size_t nodes[TILE_LEVELS] = {0};
	struct hash leaf = hash_bytes(STR("leaf"));
	struct hash first_tile[TILE_WIDTH];
	for (size_t i = 0; i < 70000; i++) {
		journal_tree_append(&tree, &leaf, &tiled);
		for (unsigned level = 0; level < tiled.n; level++)
			nodes[level]++;
		if (i < TILE_WIDTH)
			first_tile[i] = tiled.node[0];
		if (i == TILE_WIDTH - 1) {
			struct hash folded = journal_fold(first_tile, TILE_WIDTH);
			assert_int_equal(tiled.n, 2);
			assert_true(hash_eq(&folded, &tiled.node[1]));
		}
	}
	assert_int_equal(nodes[0], 70000);
	assert_int_equal(nodes[1], 273);
	assert_int_equal(nodes[2], 1);
	assert_int_equal(nodes[3], 0);
	assert_int_equal(journal_tree_edge_n(tree.size), 6);
}

/* ---- The published cases ---- */

static struct hash hash_of_base64(const json_t *value, bool *ret_is_hash)
{
	struct hash hash = {{0}};
	size_t n = 0;
	*ret_is_hash = json_is_string(value) &&
		       sodium_base642bin(hash.b, sizeof(hash.b), json_string_value(value), json_string_length(value),
					 NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
		       n == sizeof(hash.b);
	return hash;
}

/* Numbers beyond what a log can have count as no place at all. */
static int64_t place_of(const json_t *value)
{
	double number = json_number_value(value);
	return number >= 0 && number < 9e15 ? (int64_t)number : -1;
}

static bool case_holds(const json_t *object)
{
	bool is_leaf, is_root;
	struct hash leaf = hash_of_base64(json_object_get(object, "leafHash"), &is_leaf);
	struct hash root = hash_of_base64(json_object_get(object, "root"), &is_root);
	const json_t *list = json_object_get(object, "proof");
	struct journal_proof proof = {.n = json_array_size(list)};
	if (!is_leaf || !is_root || proof.n > COUNT_OF(proof.hash))
		return false;
	for (size_t i = 0; i < proof.n; i++) {
		bool is_hash;
		proof.hash[i] = hash_of_base64(json_array_get(list, i), &is_hash);
		if (!is_hash)
			return false;
	}
	return journal_proof_holds(&leaf, place_of(json_object_get(object, "leafIdx")),
				   place_of(json_object_get(object, "treeSize")), &proof, &root);
}

static void run_case(struct ctx *ctx, const char *path, size_t *cases)
{
	struct str content;
	assert_int_equal(file_read(ctx, path, 1024 * 1024, &content), OK);
	json_t *object = json_loadb(content.p, content.n, JSON_DECODE_INT_AS_REAL, NULL);
	assert_non_null(object);
	bool expected = !json_is_true(json_object_get(object, "wantErr"));
	if (case_holds(object) != expected)
		fail_msg("%s: should %s", path, expected ? "hold" : "not hold");
	json_decref(object);
	(*cases)++;
}

static void run_cases(struct ctx *ctx, const char *path, size_t *cases)
{
	DIR *folder = opendir(path);
	assert_non_null(folder);
	for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		const char *inside = str_fmt(ctx->arena, "%s/%s", path, entry->d_name).p;
		if (str_ends(str_of(entry->d_name), STR(".json")))
			run_case(ctx, inside, cases);
		else if (entry->d_name[0] != '.')
			run_cases(ctx, inside, cases);
	}
	closedir(folder);
}

static void every_published_inclusion_case_comes_out_as_it_says(void **state)
{
	struct ctx *ctx = *state;
	const char *shared = getenv("ABOVEBOARD_SHARED");
	const char *path =
		str_fmt(ctx->arena, "%s/data/transparency-log/merkle-vectors/inclusion", shared ? shared : "../shared")
			.p;
	size_t cases = 0;
	if (access(path, R_OK) != 0) {
		print_message("the published cases are not here (ABOVEBOARD_SHARED)\n");
		skip();
	}
	run_cases(ctx, path, &cases);
	assert_int_equal(cases, 98);
}

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		ctx_test(roots_are_those_that_others_compute),
		ctx_test(a_leaf_is_canonical_json_that_says_nothing),
		ctx_test(roots_follow_the_definition),
		ctx_test(proofs_follow_the_definition),
		ctx_test(a_large_tree_fills_the_tiles_of_the_specification),
		ctx_test(every_published_inclusion_case_comes_out_as_it_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
