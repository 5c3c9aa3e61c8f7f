/* What is done to what has a name: hits and searches, filters, tags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

static const char *const search_names[NAMES] = {"甲查", "乙查", "丙查"};
static const char *const filter_names[NAMES] = {"甲筛", "乙筛", "丙筛"};
static const char *const aliases[TAG_ALIASES] = {"河长", "水长"};
static const char *const queries[] = {"清淤", "巡查 专人", "水费", "登记 公开"};
static const char *const filters[] = {"is:open", "is:done", "is:none", "is:lost"};

/* ---- hits and searches -------------------------------------------------- */

static void deed_take_hit(void)
{
    int doc = model_pick_doc(model_now()), block;
    if (doc < 0)
        return;
    Paragraph paragraph = pick_body(&model_now()->docs[doc], &block);
    Model *next = soak_intend();
    Passage *row = model_take_sentence(next, doc, paragraph);
    char *words = row ? passage_find_words(next, row) : NULL;
    unsigned tag = roll(TAGS);
    size_t at = roll(COLLECTIONS);
    Collection *collection = &next->collections[at];
    if (!words || row->tags & 1u << tag || collection->count == ENTRIES_MAX) {
        soak_drop();
        free(words);
        return;
    }
    Error err = {0};
    char query[64]; /* another document may have the paragraph, too */
    set_words(query, "%s doc:%lld", words, (long long)soak->ids[doc]);
    free(words);
    open_context(CONTEXT_SHELF);
    seat_push(search_new(seat.app, str_from(query), &err), &err);
    act(ACTION_LIST_FIRST);
    if (roll(2)) {
        row->tags |= 1u << tag;
        act(ACTION_SEARCH_TAG);
        play_text(tag_names[tag]);
        play_keys("<Enter>");
    } else {
        model_collect(next, at, (int)(row - next->rows));
        act(ACTION_SEARCH_COLLECT);
        answer(collection->name);
    }
    soak_commit();
}

static void deed_search(void)
{
    size_t at = roll(NAMES);
    const char *query = queries[roll(ARRAY_SIZE(queries))];
    Named *kept = &soak_intend()->searches[at];
    Error err = {0};
    char before[24];
    set_words(before, "%s", kept->name);
    open_context(CONTEXT_SHELF);
    if (!kept->name[0]) {
        set_words(kept->name, "%s", search_names[at]);
        set_words(kept->text, "%s", query);
        seat_push(search_new(seat.app, str_from(query), &err), &err);
        act(ACTION_SEARCH_SAVE);
        answer(kept->name);
        soak_commit();
        return;
    }
    act(ACTION_KEPT_SEARCHES);
    go_to_row(before);
    switch (roll(3)) {
    case 0:
        *kept = (Named){0};
        act(ACTION_SEARCHES_DELETE);
        break;
    case 1:
        set_words(kept->text, "%s", query);
        act(ACTION_SEARCHES_CHANGE);
        answer(query);
        break;
    default:
        set_words(kept->name, "%s%03u", search_names[at], roll(1000));
        act(ACTION_SEARCHES_RENAME);
        answer(kept->name);
        break;
    }
    soak_commit();
}

/* ---- filters ------------------------------------------------------------ */

static void deed_keep_filter(void)
{
    size_t at = roll(NAMES);
    const char *filter = filters[roll(ARRAY_SIZE(filters))];
    Named *kept = &soak_intend()->filters[at];
    if (kept->name[0] && roll(3) == 0) {
        *kept = (Named){0};
        VERB("passages", "--drop-filter", (char *)filter_names[at]);
    } else {
        set_words(kept->name, "%s", filter_names[at]);
        set_words(kept->text, "%s", filter);
        Error err = {0};
        play_keys("<Esc>");
        open_context(CONTEXT_SHELF);
        seat_push(passages_new(seat.app, 0, &err), &err);
        act(ACTION_PASSAGES_WHERE);
        answer(filter);
        act(ACTION_PASSAGES_KEEP);
        answer(filter_names[at]);
    }
    soak_commit();
}

/* ---- tags --------------------------------------------------------------- */

static unsigned rename_bits(unsigned tags, unsigned from, unsigned to)
{
    unsigned moved = (tags >> from & 3u) << to;
    return (tags & ~(3u << from)) | (to < TAGS ? moved : 0);
}

/* A branch is two bits; `to` TAGS: it is deleted. */
static void rename_branch(Model *model, unsigned from, unsigned to)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        model->docs[i].tags = rename_bits(model->docs[i].tags, from, to);
    for (int i = 0; i < model->count;
         i++) /* those that are deleted have theirs in the log */
        if (!model->rows[i].is_deleted)
            model->rows[i].tags = rename_bits(model->rows[i].tags, from, to);
    for (int i = 0; i < TAG_ALIASES; i++) {
        Named *alias = &model->aliases[i];
        for (unsigned j = 0; alias->name[0] && j < 2; j++) {
            if (strcmp(alias->text, tag_names[from + j]) != 0)
                continue;
            if (to == TAGS)
                *alias = (Named){0};
            else
                set_words(alias->text, "%s", tag_names[to + j]);
            break;
        }
    }
}

static void deed_tags(void)
{
    unsigned from = 2 * roll(3), to = 2 * roll(3);
    Model *next = soak_intend();
    if (!model_bears(next, from)) {
        soak_drop();
        return;
    }
    char row[16];
    Error err = {0};
    Named *alias = &next->aliases[roll(TAG_ALIASES)];
    set_words(row, "#%s ", tag_names[from]);
    open_context(CONTEXT_SHELF);
    seat_push(tags_new(seat.app, &err), &err);
    go_to_row(row);
    switch (roll(4)) {
    case 0:
        rename_branch(next, from, TAGS);
        act(ACTION_TAGS_DELETE);
        break;
    case 1:
        set_words(alias->name, "%s", aliases[alias - next->aliases]);
        set_words(alias->text, "%s", tag_names[from]);
        act(ACTION_TAGS_ALIAS);
        answer(aliases[alias - next->aliases]);
        break;
    default:
        if (to == from) {
            soak_drop();
            return;
        }
        rename_branch(next, from, to);
        act(ACTION_TAGS_RENAME);
        answer(tag_names[to]);
        break;
    }
    soak_commit();
}

static void deed_unalias(void)
{
    Named *alias = &soak_intend()->aliases[roll(TAG_ALIASES)];
    if (!alias->name[0]) {
        soak_drop();
        return;
    }
    char name[24];
    set_words(name, "%s", alias->name);
    *alias = (Named){0};
    VERB("tag", "unalias", name);
    soak_commit();
}

const Deed name_deeds[] = {
    {deed_take_hit, "a hit that becomes a passage", 4},
    {deed_search, "a search that is kept", 4},
    {deed_keep_filter, "a filter that is kept", 3},
    {deed_tags, "all of a tag", 3},
    {deed_unalias, "unalias", 1},
    {0},
};
