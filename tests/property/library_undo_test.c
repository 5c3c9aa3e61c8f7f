/* Random edits: undo brings every state back exactly, redo every later one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/library_fixture.h"

#define ROUNDS 8
#define EDITS 60

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t below(uint64_t *seed, size_t limit)
{
    return (size_t)(next_random(seed) % limit);
}

static const char *const quotes[] = {
    "一条河一本账",     "每十天巡查一次", "发现问题当天报告。山塘虽小",
    "账和图要年年核对", "各村要明确",
};
static const char *const words[] = {
    "", "水", "河湖", "待查\n第二行", "“引”与\\反斜\"杠", "a, b"};
static const char *const tag_names[] = {"水",    "河湖",     "家底", "a, b",
                                        "水/河", "水/河/塘", "江",   "河湖/水"};

static const char *const names[] = {"专报", "交流发言", "  ", "“引”\n名"};

static bool edit_collection(Fixture *fixture, uint64_t *seed, int64_t id, int64_t other)
{
    Library *library = fixture->library;
    Error *err = &fixture->err;
    CollectionList list = {0};
    int64_t collection = 0;
    Str name = str_from(names[below(seed, ARRAY_SIZE(names))]);
    int64_t both[] = {id, other};
    assert_ok(
        store_list_collections(library_get_store(library), fixture->arena, &list, err));
    if (list.count)
        collection = list.rows[below(seed, list.count)].id;
    switch (below(seed, 10)) {
    case 0:
        return library_create_collection(library, name, &collection, err);
    case 1:
        return library_rename_collection(library, collection, name, err);
    case 2:
        return library_set_collection_note(library, collection, name, err);
    case 3:
        return library_delete_collection(library, collection, err);
    case 4:
        return library_uncollect(library, collection, &id, 1, err);
    case 5:
        return library_note_collected(library, collection, id, name, err);
    case 6:
    case 7:
        return library_move_collected(library, collection, id, below(seed, 3) ? other : 0,
                                      err);
    default:
        return library_collect(library, collection, both, 2, NULL, err);
    }
}

static bool edit_names(Fixture *fixture, uint64_t *seed, Str tag, Str other)
{
    Library *library = fixture->library;
    Error *err = &fixture->err;
    AnnotationFilter filter = {.status = (int)below(seed, 4) - 1,
                               .tag = tag,
                               .text = str_from(words[below(seed, ARRAY_SIZE(words))])};
    Str name = str_from(names[below(seed, ARRAY_SIZE(names))]);
    switch (below(seed, 8)) {
    case 5:
        return library_save_search(library, name, filter.text, err);
    case 6:
        return library_save_search(library, name, (Str){0}, err);
    case 7:
        return library_rename_search(
            library, name, str_from(names[below(seed, ARRAY_SIZE(names))]), err);
    case 0:
        return library_delete_tag(library, tag, err);
    case 1:
        return library_set_alias(library, below(seed, 2) ? name : other, tag, err);
    case 2:
        return library_set_alias(library, below(seed, 2) ? name : other, (Str){0}, err);
    case 3:
        return library_save_filter(library, name, &filter, err);
    default:
        return library_save_filter(library, name, NULL, err);
    }
}

/* Several edits as one action; one that is refused takes all of them back. */
static bool edit_batch(Fixture *fixture, uint64_t *seed, const AnnotationList *list,
                       Str tag, Str other)
{
    Library *library = fixture->library;
    Error *err = &fixture->err;
    bool is_done = library_begin_batch(library, err);
    for (size_t i = 0; is_done && i < list->count; i++)
        is_done = library_tag_annotation(library, list->rows[i].id, tag, true, err) &&
                  library_tag_annotation(library, list->rows[i].id, other, false, err) &&
                  library_set_status(library, list->rows[i].id,
                                     (AnnotationStatus)below(seed, 3), err);
    return library_end_batch(library, is_done, err);
}

/* One edit that may or may not change anything; false when it was refused. */
static bool edit(Fixture *fixture, uint64_t *seed, const int64_t *docs, size_t doc_count)
{
    Library *library = fixture->library;
    Error *err = &fixture->err;
    int64_t doc = docs[below(seed, doc_count)];
    AnnotationList list = fixture_list(fixture);
    int64_t id = list.count ? list.rows[below(seed, list.count)].id : 0;
    Str word = str_from(words[below(seed, ARRAY_SIZE(words))]);
    Str tag = str_from(tag_names[below(seed, ARRAY_SIZE(tag_names))]);
    Str other = str_from(tag_names[below(seed, ARRAY_SIZE(tag_names))]);
    bool is_on = below(seed, 3) > 0;
    error_clear(err);
    int64_t other_id = list.count ? list.rows[below(seed, list.count)].id : 0;
    Reply *reply = NULL;
    for (size_t i = 0; i < list.count; i++)
        if (list.rows[i].reply_count)
            reply = &list.rows[i].replies[below(seed, list.rows[i].reply_count)];
    int64_t reply_id = 0;
    switch (below(seed, 23)) {
    case 0:
    case 1:
    case 2:
        fixture_annotate(fixture, doc, quotes[below(seed, ARRAY_SIZE(quotes))], word.data,
                         is_on ? tag.data : NULL);
        return true;
    case 3:
        return library_set_note(library, id, word, err);
    case 4:
        return library_set_style(library, id, word, err);
    case 5:
        return library_set_status(library, id, (AnnotationStatus)below(seed, 3), err);
    case 6:
        return library_delete_annotation(library, id, err);
    case 7:
        return library_tag_annotation(library, id, tag, is_on, err);
    case 8:
        return library_tag_document(library, doc, tag, is_on, err);
    case 9:
        return library_rename_tag(library, tag, other, err);
    case 10:
        return library_set_title(library, doc, word, err);
    case 11:
    case 12:
    case 13:
    case 14:
        return edit_collection(fixture, seed, id, other_id);
    case 15:
        return library_reply(library, id, word, &reply_id, err);
    case 16:
        return reply && library_set_reply(library, reply->id, word, err);
    case 17:
        return reply && library_delete_reply(library, reply->id, err);
    case 18:
        return library_set_due(library, id, (int64_t)below(seed, 3) * 86400000, err);
    case 19:
    case 20:
        return edit_names(fixture, seed, tag, other);
    case 21:
        return edit_batch(fixture, seed, &list, tag, other);
    default:
        return is_on ? library_restore(library, doc, err)
                     : library_trash(library, doc, err);
    }
}

static size_t count_ops(Fixture *fixture)
{
    OpList ops = {0};
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    return ops.count;
}

static void step(Fixture *fixture, bool is_redo, const char *expected)
{
    StrBuf what = {0};
    int64_t doc;
    error_clear(&fixture->err);
    assert_ok(is_redo ? library_redo(fixture->library, &what, &doc, &fixture->err)
                      : library_undo(fixture->library, &what, &doc, &fixture->err));
    assert_true(what.len > 0);
    char *dump = fixture_dump(fixture);
    if (strcmp(dump, expected) != 0)
        fail_msg("%s of “%s”:\n%s\nbut it was\n%s", is_redo ? "redo" : "undo", what.data,
                 dump, expected);
    free(dump);
    strbuf_clear(&what);
}

static void run_round(Fixture *fixture, uint64_t *seed, const int64_t *docs,
                      size_t doc_count)
{
    char *dumps[EDITS + 1];
    size_t count = 0;
    dumps[0] = fixture_dump(fixture);
    for (int i = 0; i < EDITS; i++) {
        size_t before = count_ops(fixture);
        bool is_done = edit(fixture, seed, docs, doc_count);
        /* A refused edit wrote nothing; one that changed nothing left no trace. */
        if (!is_done || count_ops(fixture) == before) {
            char *dump = fixture_dump(fixture);
            assert_string_equal(dump, dumps[count]);
            free(dump);
            assert_int_equal(count_ops(fixture), before);
            continue;
        }
        dumps[++count] = fixture_dump(fixture);
    }
    /* All the way back, half way forth, back once more, and forth to the end. */
    for (size_t i = count; i-- > 0;)
        step(fixture, false, dumps[i]);
    for (size_t i = 1; i <= count / 2; i++)
        step(fixture, true, dumps[i]);
    fixture_reopen(fixture);
    for (size_t i = count / 2; i-- > 0;)
        step(fixture, false, dumps[i]);
    for (size_t i = 1; i <= count; i++)
        step(fixture, true, dumps[i]);
    for (size_t i = 0; i <= count; i++)
        free(dumps[i]);
}

static void undo_and_redo_bring_every_state_back(void **state)
{
    Fixture *fixture = *state;
    uint64_t seed = 88172645463325252;
    StrBuf second = {0};
    strbuf_appendf(&second, "第二份\n\n%s", PAPER);
    int64_t docs[] = {fixture_import(fixture, "甲.txt", PAPER),
                      fixture_import(fixture, "乙.txt", second.data)};
    strbuf_clear(&second);
    for (int i = 0; i < ROUNDS; i++)
        run_round(fixture, &seed, docs, ARRAY_SIZE(docs));
    assert_ok(store_check(library_get_store(fixture->library), true, &fixture->report,
                          &fixture->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(undo_and_redo_bring_every_state_back,
                                        fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests_name("undo", tests, NULL, NULL);
}
