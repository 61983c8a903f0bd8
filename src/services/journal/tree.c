#include "journal/tree.h"

size_t journal_tree_edge_n(int64_t size)
{
	return (size_t)__builtin_popcountll((unsigned long long)size);
}

void journal_tree_append(struct journal_tree *tree, const struct hash *leaf, struct journal_tiled *ret_tiled)
{
	struct hash node = *leaf;
	size_t n = journal_tree_edge_n(tree->size);
	unsigned height = 0;
	ret_tiled->n = 0;
	for (;; height++) {
		if (height % TILE_HEIGHT == 0)
			ret_tiled->node[ret_tiled->n++] = node;
		if (((uint64_t)tree->size >> height & 1) == 0)
			break;
		node = journal_node_hash(&tree->edge[--n], &node);
	}
	tree->edge[n] = node;
	tree->size++;
}

struct hash journal_tree_root(const struct journal_tree *tree)
{
	size_t n = journal_tree_edge_n(tree->size);
	if (n == 0)
		return hash_bytes((struct str){0});
	struct hash root = tree->edge[n - 1];
	for (size_t i = n - 1; i-- > 0;)
		root = journal_node_hash(&tree->edge[i], &root);
	return root;
}

struct hash journal_fold(const struct hash *nodes, size_t n)
{
	struct hash level[TILE_WIDTH];
	memcpy(level, nodes, n * sizeof(*nodes));
	for (; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++)
			level[i] = journal_node_hash(&level[2 * i], &level[2 * i + 1]);
	return level[0];
}

/* The hash over the leaves from `begin` up to `end`, where `begin` is a multiple of the power of two that holds the
 * rest: what RFC 6962 calls MTH(D[begin:end]). */
static enum outcome range_root(const struct journal_nodes *nodes, int64_t begin, int64_t end, struct hash *ret_root)
{
	struct hash root;
	bool has_root = false;
	uint64_t n = (uint64_t)(end - begin);
	uint64_t at = (uint64_t)end;
	for (; n > 0; n &= n - 1) {
		unsigned height = (unsigned)__builtin_ctzll(n);
		at -= UINT64_C(1) << height;
		struct hash node;
		TRY(nodes->node(nodes->data, height, (int64_t)(at >> height), &node));
		root = has_root ? journal_node_hash(&node, &root) : node;
		has_root = true;
	}
	*ret_root = has_root ? root : hash_bytes((struct str){0});
	return OK;
}

enum outcome journal_tree_root_at(const struct journal_nodes *nodes, int64_t size, struct hash *ret_root)
{
	return range_root(nodes, 0, size, ret_root);
}

enum outcome journal_tree_prove(const struct journal_nodes *nodes, int64_t index, int64_t size,
				struct journal_proof *ret_proof)
{
	struct journal_proof proof = {.n = 0};
	uint64_t last = (uint64_t)size - 1;
	for (unsigned height = 0; last >> height > 0; height++) {
		uint64_t node = (uint64_t)index >> height;
		uint64_t sibling = node ^ 1;
		if (sibling > last >> height)
			continue; /* a lone node moves up as it is */
		uint64_t begin = sibling << height;
		uint64_t end = begin + (UINT64_C(1) << height);
		TRY(range_root(nodes, (int64_t)begin, end > (uint64_t)size ? size : (int64_t)end,
			       &proof.hash[proof.n]));
		proof.n++;
	}
	*ret_proof = proof;
	return OK;
}

/* RFC 9162 section 2.1.3.2. */
bool journal_proof_holds(const struct hash *leaf, int64_t index, int64_t size, const struct journal_proof *proof,
			 const struct hash *root)
{
	if (index < 0 || index >= size || proof->n > COUNT_OF(proof->hash))
		return false;
	uint64_t node = (uint64_t)index;
	uint64_t last = (uint64_t)size - 1;
	struct hash hash = *leaf;
	for (size_t i = 0; i < proof->n; i++) {
		if (last == 0)
			return false;
		if ((node & 1) == 1 || node == last) {
			hash = journal_node_hash(&proof->hash[i], &hash);
			while ((node & 1) == 0 && node != 0) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			hash = journal_node_hash(&hash, &proof->hash[i]);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && hash_eq(&hash, root);
}
