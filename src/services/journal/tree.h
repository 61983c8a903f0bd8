/* Merkle arithmetic, pure: hashes in, hashes out. RFC 6962 section 2.1; tiles as C2SP tlog-tiles cuts them. */
#pragma once

#include "journal/journal.h"

/* A node of height h and index i covers the leaves from i·2^h up to (i+1)·2^h: a complete subtree. A tile of level l
 * holds the nodes of height 8·l. */
#define TILE_HEIGHT 8
#define TILE_WIDTH  256
#define TILE_LEVELS 8
#define TREE_EDGE   63

/* A tree as far as appending needs it: the complete subtrees of which it is made, from left to right; each is the set
 * bit of the size that stands for its leaves. */
struct journal_tree {
	int64_t size;
	struct hash edge[TREE_EDGE];
};

size_t journal_tree_edge_n(int64_t size);

/* The nodes that an append completes and tiles keep: ret_nodes[l] has height 8·l and is the last of its level. */
struct journal_tiled {
	struct hash node[TILE_LEVELS];
	unsigned n;
};

/* Appends a leaf's hash; one hash for each subtree that it completes. */
void journal_tree_append(struct journal_tree *tree, const struct hash *leaf, struct journal_tiled *ret_tiled);

/* Of the empty tree: the hash of nothing. */
struct hash journal_tree_root(const struct journal_tree *tree);

/* The root of a complete subtree from its n nodes of one height; n is a power of two, at most TILE_WIDTH. */
struct hash journal_fold(const struct hash *nodes, size_t n);

/* Where the nodes of a larger tree come from. */
struct journal_nodes {
	MUST_USE enum outcome (*node)(void *data, unsigned height, int64_t index, struct hash *ret_node);
	void *data;
};

/* The root that the tree had when it had `size` leaves. */
MUST_USE enum outcome journal_tree_root_at(const struct journal_nodes *nodes, int64_t size, struct hash *ret_root);

/* RFC 6962 section 2.1.1; 0 <= index < size. */
MUST_USE enum outcome journal_tree_prove(const struct journal_nodes *nodes, int64_t index, int64_t size,
					 struct journal_proof *ret_proof);
