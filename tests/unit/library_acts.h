/* One act for each kind of operation, on a small library that has something of all: for
 * tests of what must hold for every kind. A kind without an act fails them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIBRARY_ACTS_H
#define LIBRARY_ACTS_H

#include "library_fixture.h"

#include <piyue/operation.h>

static const char CHANGED_PAPER[] =
    "关于河湖管护的意见\n\n"
    "一、总体要求\n\n"
    "这一段是后来加的，说明为什么要管好每一条河。\n\n"
    "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。\n\n"
    "二、保障措施\n\n"
    "各村要明确专人负责，每十天巡查一次，雨后加密巡查，发现问题当天报告。\n\n";

static const char OTHER_PAPER[] =
    "山里的茶\n\n第一章 春茶\n\n春天的茶最香，採茶的人天不亮"
    "就上山。\n\n第二章 秋茶\n\n秋天的茶味浓。\n";

/* What acts_prepare() made; numbers are those of the library. */
typedef struct World {
    Fixture *fixture;
    int64_t paper, other, trashed, gone;
    int64_t passage, second;
    int64_t collection, reply;
    int64_t dropped, lost; /* passages in the trash */
} World;

typedef bool Act(const World *world, Error *err);

static inline void acts_prepare(Fixture *fixture, World *world)
{
    Library *library = fixture->library;
    world->fixture = fixture;
    world->paper = fixture_import(fixture, "paper.txt", PAPER);
    world->other = fixture_import(fixture, "tea.txt", OTHER_PAPER);
    world->trashed =
        fixture_import(fixture, "old.txt", "旧闻一则\n\n昨天下雨，今天晴。\n");
    world->gone = fixture_import(fixture, "gone.txt", "一则启事\n\n寻猫，黄白相间。\n");
    world->passage =
        fixture_annotate(fixture, world->paper, "一条河一本账", "要点", "水");
    world->second = fixture_annotate(fixture, world->paper, "山塘虽小", "塘", "塘");
    fixture_annotate(fixture, world->gone, "黄白相间", "猫", "水");
    assert_ok(library_trash(library, world->gone, &fixture->err));
    fixture_annotate(fixture, world->trashed, "昨天下雨", "雨", "水");
    assert_ok(library_create_collection(library, STR("专报"), &world->collection,
                                        &fixture->err));
    int64_t both[] = {world->passage, world->second};
    assert_ok(library_collect(library, world->collection, both, 2, NULL, &fixture->err));
    assert_ok(library_trash(library, world->trashed, &fixture->err));
    assert_ok(library_reply(library, world->passage, STR("已核对"), &world->reply,
                            &fixture->err));
    world->dropped = fixture_annotate(fixture, world->other, "春天的茶最香", "香", "茶");
    world->lost = fixture_annotate(fixture, world->other, "秋天的茶味浓", "浓", "茶");
    assert_ok(library_delete_annotation(library, world->dropped, &fixture->err));
    assert_ok(library_delete_annotation(library, world->lost, &fixture->err));
}

/* ---- the acts --------------------------------------------------------------- */

static inline Library *acts_library(const World *world)
{
    return world->fixture->library;
}

static inline Document *acts_open(const World *world, int64_t doc, Error *err)
{
    return store_open_document(library_get_store(acts_library(world)), doc, err);
}

static bool act_annotate(const World *world, Error *err)
{
    Document *document = acts_open(world, world->other, err);
    Str tags[] = {STR("茶"), STR("水")};
    NewAnnotation new = {.document = document,
                         .note = STR("第一行\n第二行"),
                         .style = STR("green"),
                         .tags = tags,
                         .tag_count = 2};
    int64_t id;
    bool is_done = document && quote_find(document, STR("採茶的人"), &new.range, err) &&
                   library_annotate(acts_library(world), &new, &id, err);
    document_free(document);
    return is_done;
}

static bool act_attach(const World *world, Error *err)
{
    Document *document = acts_open(world, world->paper, err);
    Range range;
    bool is_done =
        document && quote_find(document, STR("雨后加密巡查"), &range, err) &&
        library_reattach(acts_library(world), world->second, document, range, err);
    document_free(document);
    return is_done;
}

static bool act_delete(const World *world, Error *err)
{
    return library_delete_annotation(acts_library(world), world->second, err);
}

static bool act_restore_passage(const World *world, Error *err)
{
    return library_restore_annotation(acts_library(world), world->dropped, err);
}

static bool act_purge_passage(const World *world, Error *err)
{
    return library_purge_annotation(acts_library(world), world->lost, err);
}

static bool act_note(const World *world, Error *err)
{
    return library_set_note(acts_library(world), world->passage, STR("“改过”\n的"), err);
}

static bool act_status(const World *world, Error *err)
{
    return library_set_status(acts_library(world), world->passage, STATUS_OPEN, err);
}

static bool act_style(const World *world, Error *err)
{
    return library_set_style(acts_library(world), world->passage, STR("red"), err);
}

static bool act_due(const World *world, Error *err)
{
    return library_set_due(acts_library(world), world->passage, 1767225600000, err);
}

static bool act_reply(const World *world, Error *err)
{
    int64_t id;
    return library_reply(acts_library(world), world->passage, STR("收到\n照办"), &id,
                         err);
}

static bool act_set_reply(const World *world, Error *err)
{
    return library_set_reply(acts_library(world), world->reply, STR("已核对两遍"), err);
}

static bool act_drop_reply(const World *world, Error *err)
{
    return library_delete_reply(acts_library(world), world->reply, err);
}

static bool act_tag_passage(const World *world, Error *err)
{
    return library_tag_annotation(acts_library(world), world->passage, STR("办理/督办"),
                                  true, err);
}

static bool act_create(const World *world, Error *err)
{
    int64_t id;
    return library_create_collection(acts_library(world), STR("发言"), &id, err);
}

static bool act_drop_collection(const World *world, Error *err)
{
    return library_delete_collection(acts_library(world), world->collection, err);
}

static bool act_move_entry(const World *world, Error *err)
{
    return library_move_collected(acts_library(world), world->collection, world->second,
                                  world->passage, err);
}

static bool act_rename_collection(const World *world, Error *err)
{
    return library_rename_collection(acts_library(world), world->collection,
                                     STR("交流发言"), err);
}

static bool act_note_collection(const World *world, Error *err)
{
    return library_set_collection_note(acts_library(world), world->collection,
                                       STR("六月用"), err);
}

static bool act_import(const World *world, Error *err)
{
    char *path = fixture_write(world->fixture, "new.txt",
                               STR("# 新闻\n\n第一段话。\n\n第二段话，长一些。\n"));
    IntakeOptions options = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ImportResult result;
    bool is_done =
        library_import_fd(acts_library(world), fd, path, &options, &result, err);
    import_result_clear(&result);
    close(fd);
    free(path);
    return is_done;
}

static bool act_reimport(const World *world, Error *err)
{
    char *path = fixture_write(world->fixture, "paper.txt", str_from(CHANGED_PAPER));
    ReimportOptions options = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};
    ReimportResult result;
    bool is_done =
        library_reimport(acts_library(world), world->paper, &options, &result, err);
    close(options.fd);
    free(path);
    return is_done;
}

static bool act_purge(const World *world, Error *err)
{
    return library_purge(acts_library(world), world->gone, err);
}

static bool act_restore(const World *world, Error *err)
{
    return library_restore(acts_library(world), world->trashed, err);
}

static bool act_tag_document(const World *world, Error *err)
{
    return library_tag_document(acts_library(world), world->other, STR("茶"), true, err);
}

static bool act_title(const World *world, Error *err)
{
    return library_set_title(acts_library(world), world->other, STR("茶事"), err);
}

static bool act_trash(const World *world, Error *err)
{
    return library_trash(acts_library(world), world->other, err);
}

static bool act_correct(const World *world, Error *err)
{
    Document *document = acts_open(world, world->paper, err);
    Range range;
    OutlineChange result;
    bool is_done = document && quote_find(document, STR("山塘虽小"), &range, err);
    HeadingChange change = {
        .document = document, .block = range.start.block, .wish = HEADING_TAKE};
    is_done =
        is_done && library_correct_heading(acts_library(world), &change, &result, err);
    document_free(document);
    return is_done;
}

static bool act_rename_tag(const World *world, Error *err)
{
    return library_rename_tag(acts_library(world), STR("水"), STR("水利"), err);
}

static bool act_field(const World *world, Error *err)
{
    DocumentFieldEdit edits[] = {
        {.name = STR("number"), .value = STR("镇发〔2024〕3号")}};
    return library_set_fields(acts_library(world), world->paper, edits, 1, err);
}

static bool act_save_filter(const World *world, Error *err)
{
    AnnotationFilter filter = {.tag = STR("水利"), .doc = world->paper, .status = 1};
    return library_save_filter(acts_library(world), STR("待办"), &filter, err);
}

static bool act_save_search(const World *world, Error *err)
{
    return library_save_search(acts_library(world), STR("水利"), STR("塘 tag:水"), err);
}

static bool act_alias(const World *world, Error *err)
{
    return library_set_alias(acts_library(world), STR("河"), STR("水利"), err);
}

static bool act_delete_tag(const World *world, Error *err)
{
    return library_delete_tag(acts_library(world), STR("塘"), err);
}

/* In the order in which one after the other can be done. */
static const struct {
    const char *kind;
    Act *act;
} acts[] = {
    {"annotation.add", act_annotate},
    {"annotation.note", act_note},
    {"annotation.status", act_status},
    {"annotation.style", act_style},
    {"annotation.tag", act_tag_passage},
    {"annotation.due", act_due},
    {"reply.add", act_reply},
    {"reply.text", act_set_reply},
    {"reply.delete", act_drop_reply},
    {"annotation.attach", act_attach},
    {"collection.add", act_create},
    {"collection.name", act_rename_collection},
    {"collection.note", act_note_collection},
    {"collection.entry", act_move_entry},
    {"collection.delete", act_drop_collection},
    {"document.add", act_import},
    {"document.tag", act_tag_document},
    {"document.title", act_title},
    {"document.trash", act_trash},
    {"tag.rename", act_rename_tag},
    {"filter.set", act_save_filter},
    {"search.set", act_save_search},
    {"tag.alias", act_alias},
    {"tag.delete", act_delete_tag},
    {"document.field", act_field},
    {"heading.correct", act_correct},
    {"document.edition", act_reimport},
    {"annotation.move", act_reimport},
    {"annotation.delete", act_delete},
    {"annotation.restore", act_restore_passage},
    {"annotation.purge", act_purge_passage},
    {"document.restore", act_restore},
    {"document.purge", act_purge},
};

#endif
