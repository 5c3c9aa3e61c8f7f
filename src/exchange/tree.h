/* Trees of values: what JSON and the tables of Lua have in common.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXCHANGE_TREE_H
#define PIYUE_EXCHANGE_TREE_H

#include <piyue/base.h>

typedef enum TreeKind {
    TREE_NULL,
    TREE_BOOL,
    TREE_NUMBER,
    TREE_TEXT,
    TREE_TABLE
} TreeKind;

typedef struct Tree Tree;
struct Tree {
    TreeKind kind;
    Str name; /* of a member; empty in lists */
    Str text;
    double number;      /* TREE_BOOL: 0 or 1 */
    Tree *first, *next; /* children of a table in order; the next of its siblings */
};

#define TREE_MAX_DEPTH 64

/* Strict RFC 8259 from `*off` on, which moves behind the value; all in `arena`. NULL
 * where it is none. */
Tree *tree_parse_json(Str text, size_t *off, Arena *arena);
/* `return { … }` of Lua: constants, strings and tables alone; nothing is executed. */
Tree *tree_parse_lua(Str text, Arena *arena);

/* The member of that name, or NULL; `tree` may be NULL. */
const Tree *tree_find(const Tree *tree, const char *name);
/* Its text, or the empty one. */
Str tree_get_text(const Tree *tree, const char *name);

#endif
