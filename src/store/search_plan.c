/* What the index is asked for a query, and what must be looked at besides.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <piyue/store_search.h>

void plan_clear(Plan *plan)
{
    seek_free(plan->seek);
    strbuf_clear(&plan->expression);
    *plan = (Plan){0};
}

/* ---- what the index is asked ------------------------------------------- */

#define PATTERN_LITERALS 8

/* Tokens asked for of a long phrase: at first, then, then all. Measured at 400 MB over
 * 612 random parts of 1 to 8 Han and such with none: p95 17.5 ms with all at once, 12.3
 * with 3 and 5, 14.6 with 3 alone, 12.4 with 2 and 5. */
#define KEPT_FIRST 3
#define KEPT_THEN 5

static void append_words(Plan *plan, Str words)
{
    if (!plan->kept)
        plan_append_phrase(&plan->expression, words);
    else if (plan_append_rarest(&plan->expression, plan->store, words, plan->kept))
        plan->is_exact = false;
}

static bool append_pattern(Plan *plan, const SeekPattern *pattern)
{
    StrBuf *out = &plan->expression;
    Str literals[PATTERN_LITERALS];
    size_t count = seek_pattern_literals(pattern, literals, ARRAY_SIZE(literals));
    for (size_t i = 0; i < count; i++) {
        strbuf_append_text(out, i ? " AND " : "(");
        append_words(plan, literals[i]);
    }
    strbuf_append_text(out, count ? ")" : "");
    return count > 0;
}

static bool is_leaf(const SeekNode *node)
{
    return node->kind == SEEK_WORDS || node->kind == SEEK_NUMBER ||
           node->kind == SEEK_PATTERN;
}

/* Does a node say nothing of the text? */
static bool is_condition(const SeekNode *node)
{
    for (const SeekNode *child = node->first; child; child = child->next)
        if (!is_condition(child))
            return false;
    return node->first || !is_leaf(node);
}

static bool append_expression(Plan *plan, const SeekNode *node, bool is_top);

/* Of an "and" what the index can tell is enough; of an "or" it must tell all. */
static bool append_children(Plan *plan, const SeekNode *node, bool is_top)
{
    StrBuf *out = &plan->expression;
    size_t start = out->len;
    bool has_any = false, is_complete = true, is_and = node->kind == SEEK_AND;
    plan->is_exact = plan->is_exact && !node->near;
    strbuf_append_byte(out, '(');
    for (const SeekNode *child = node->first; child; child = child->next) {
        if (is_and && is_top && is_condition(child))
            continue; /* the document answers for all its texts */
        size_t before = out->len;
        if (has_any)
            strbuf_append_text(out, is_and ? " AND " : " OR ");
        bool has_this = append_expression(plan, child, is_top && is_and);
        if (!has_this)
            strbuf_splice(out, before, out->len, STR(""));
        is_complete = is_complete && has_this;
        has_any = has_any || has_this;
    }
    strbuf_append_byte(out, ')');
    if (has_any && (is_and || is_complete))
        return true;
    strbuf_splice(out, start, out->len, STR(""));
    plan->is_exact = false;
    return false;
}

/* Appends an expression that every text fits which fits the node; false, and nothing,
 * where there is none. The depth of a tree is bounded. */
static bool append_expression(Plan *plan, const SeekNode *node, bool is_top)
{
    switch (node->kind) {
    case SEEK_WORDS:
        append_words(plan, node->text);
        return true;
    case SEEK_NUMBER:
        append_words(plan, node->text);
        plan->is_exact = false;
        return true;
    case SEEK_AND:
    case SEEK_OR:
        return append_children(plan, node, is_top);
    case SEEK_PATTERN:
        plan->is_exact = false;
        return append_pattern(plan, node->pattern);
    default:
        plan->is_exact = false;
        return false;
    }
}

static bool asks_documents(const SeekNode *node)
{
    if (!node->first)
        return !is_leaf(node);
    for (const SeekNode *child = node->first; child; child = child->next)
        if (asks_documents(child))
            return true;
    return false;
}

static void write_expression(Plan *plan)
{
    strbuf_reset(&plan->expression);
    plan->is_exact = true;
    plan->has_index = append_expression(plan, seek_get_root(plan->seek), true);
}

static bool has_pattern(const SeekNode *node)
{
    for (const SeekNode *child = node->first; child; child = child->next)
        if (has_pattern(child))
            return true;
    return node->kind == SEEK_PATTERN;
}

static bool name_tag(void *context, Str name, Arena *arena, Str *tag, Error *err)
{
    return store_get_alias(context, name, arena, tag, err);
}

bool plan_make(Plan *plan, Store *store, const SearchQuery *query, Error *err)
{
    *plan = (Plan){0};
    plan->seek = seek_parse(query->text, NULL, err);
    if (!plan->seek || !seek_name_tags(plan->seek, name_tag, store, err))
        return false;
    plan->in = query->in ? query->in : SEARCH_TEXT;
    if (seek_get_places(plan->seek))
        plan->in = seek_get_places(plan->seek);
    /* Conditions alone ask for documents. */
    if (!seek_has_words(plan->seek))
        plan->in = SEARCH_TITLES;
    write_expression(plan);
    plan->asks_documents = asks_documents(seek_get_root(plan->seek));
    plan->has_pattern = has_pattern(seek_get_root(plan->seek));
    return true;
}

void plan_ease(Plan *plan, Store *store)
{
    plan->store = store;
    plan->kept = KEPT_FIRST;
    write_expression(plan);
}

void plan_tighten(Plan *plan)
{
    plan->kept = plan->kept == KEPT_FIRST ? KEPT_THEN : KEPT_ALL;
    write_expression(plan);
}
