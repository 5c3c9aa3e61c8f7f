/* W3C Web Annotations, our JSON Lines, and Readest's notes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/foreign.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

Foreign *foreign_add(ForeignList *list)
{
    list->rows =
        mem_grow(list->rows, &list->capacity, list->count + 1, sizeof(*list->rows));
    list->rows[list->count] = (Foreign){0};
    return &list->rows[list->count++];
}

/* ---- values --------------------------------------------------------------------- */

static bool take_digits(Str text, size_t at, size_t count, int *value)
{
    int64_t number = 0;
    if (at + count > text.len || !str_parse_int(str_slice(text, at, at + count), &number))
        return false;
    *value = (int)number;
    return true;
}

int64_t foreign_time(Str text)
{
    struct tm parts = {.tm_isdst = -1};
    int offset_hours = 0, offset_minutes = 0;
    if (!take_digits(text, 0, 4, &parts.tm_year) ||
        !take_digits(text, 5, 2, &parts.tm_mon) ||
        !take_digits(text, 8, 2, &parts.tm_mday))
        return 0;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    bool has_clock = take_digits(text, 11, 2, &parts.tm_hour) &&
                     take_digits(text, 14, 2, &parts.tm_min);
    if (has_clock && text.len > 16 && text.data[16] == ':' &&
        !take_digits(text, 17, 2, &parts.tm_sec))
        return 0;
    size_t at = 19;
    int64_t part_ms = 0;
    if (at < text.len && text.data[at] == '.') {
        int64_t scale = 100;
        for (at++; at < text.len && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
            part_ms += (text.data[at] - '0') * scale;
            scale /= 10;
        }
    }
    if (at >= text.len) /* the clock of wherever it was written: ours */
        return (int64_t)mktime(&parts) * 1000 + part_ms;
    int64_t seconds = (int64_t)timegm(&parts);
    if ((text.data[at] == '+' || text.data[at] == '-') &&
        take_digits(text, at + 1, 2, &offset_hours)) {
        take_digits(text, at + 4, 2, &offset_minutes);
        int64_t offset = offset_hours * 3600 + offset_minutes * 60;
        seconds += text.data[at] == '+' ? -offset : offset;
    }
    return seconds * 1000 + part_ms;
}

bool foreign_hash(Str iri, Hash *hash)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char scheme[] = "ni:///sha-256;";
    if (!str_has_prefix(iri, str_from(scheme)))
        return false;
    uint32_t bits = 0;
    int held = 0;
    size_t count = 0;
    for (size_t i = sizeof(scheme) - 1; i < iri.len; i++) {
        const char *digit = iri.data[i] ? strchr(digits, iri.data[i]) : NULL;
        if (!digit)
            return false;
        bits = (bits << 6 | (uint32_t)(digit - digits)) & 0xffff;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        if (count >= sizeof(hash->bytes))
            return false;
        hash->bytes[count++] = (uint8_t)(bits >> held & 255);
    }
    return count == sizeof(hash->bytes);
}

bool foreign_uid(Str text, Uid *uid)
{
    size_t count = 0;
    int held = 0;
    if (str_has_prefix(text, STR("urn:uuid:")))
        text = str_slice(text, STR("urn:uuid:").len, text.len);
    for (size_t i = 0; i < text.len; i++) {
        static const char digits[] = "0123456789abcdef";
        char byte = text.data[i];
        if (byte == '-')
            continue;
        const char *digit =
            byte ? strchr(digits, byte >= 'A' && byte <= 'F' ? byte - 'A' + 'a' : byte)
                 : NULL;
        if (!digit || count >= sizeof(uid->bytes))
            return false;
        int value = (int)(digit - digits);
        if (held)
            uid->bytes[count] = (uint8_t)(uid->bytes[count] | value);
        else
            uid->bytes[count] = (uint8_t)(value << 4);
        count += (size_t)held;
        held = !held;
    }
    return count == sizeof(uid->bytes) && !held;
}

/* ---- W3C --------------------------------------------------------------------------- */

/* Is it that text, or a list with it? */
static bool holds_text(const Tree *tree, Str text)
{
    if (tree && tree->kind == TREE_TEXT)
        return str_is_equal(tree->text, text);
    for (const Tree *one = tree ? tree->first : NULL; one; one = one->next)
        if (str_is_equal(one->text, text))
            return true;
    return false;
}

static bool is_type(const Tree *tree, const char *type)
{
    return holds_text(tree_find(tree, "type"), str_from(type));
}

/* The only value, or each of a list: what the model allows nearly everywhere. */
static const Tree *first_of(const Tree *tree)
{
    bool is_list =
        tree && tree->kind == TREE_TABLE && tree->first && !tree->first->name.len;
    return is_list ? tree->first : tree;
}

static const Tree *next_of(const Tree *list, const Tree *one)
{
    return one == list ? NULL : one->next;
}

static void add_tag(Annotation *annotation, Str tag, size_t room, Arena *arena)
{
    if (!annotation->tags)
        annotation->tags = arena_alloc(arena, room * sizeof(*annotation->tags));
    if (tag.len)
        annotation->tags[annotation->tag_count++] = tag;
}

static void take_bodies(const Tree *tree, Annotation *annotation, Arena *arena)
{
    const Tree *list = tree_find(tree, "body");
    StrBuf note = {0};
    size_t room = 1;
    strbuf_append_str(&note, tree_get_text(tree, "bodyValue"));
    for (const Tree *one = first_of(list); one; one = next_of(list, one))
        room++;
    for (const Tree *one = first_of(list); one; one = next_of(list, one)) {
        bool is_text = one->kind == TREE_TEXT;
        Str value = is_text ? one->text : tree_get_text(one, "value");
        if (is_text && path_is_url(value))
            continue; /* a body elsewhere */
        if (str_is_equal(tree_get_text(one, "purpose"), STR("tagging"))) {
            add_tag(annotation, value, room, arena);
        } else if (value.len) {
            strbuf_append_text(&note, note.len ? "\n\n" : "");
            strbuf_append_str(&note, value);
        }
    }
    annotation->note = arena_str(arena, strbuf_get(&note));
    strbuf_clear(&note);
}

void foreign_take_selectors(const Tree *target, Foreign *foreign)
{
    const Tree *list = tree_find(target, "selector");
    Selector *selector = &foreign->annotation.selector;
    for (const Tree *one = first_of(list); one; one = next_of(list, one)) {
        if (is_type(one, "TextQuoteSelector")) {
            selector->exact = tree_get_text(one, "exact");
            selector->prefix = tree_get_text(one, "prefix");
            selector->suffix = tree_get_text(one, "suffix");
        } else if (is_type(one, "TextPositionSelector")) {
            const Tree *start = tree_find(one, "start"), *end = tree_find(one, "end");
            foreign->has_position = start && end && start->kind == TREE_NUMBER &&
                                    end->kind == TREE_NUMBER && start->number >= 0 &&
                                    end->number >= start->number && end->number < 1e15;
            if (foreign->has_position) {
                foreign->start = (uint64_t)start->number;
                foreign->end = (uint64_t)end->number;
            }
        }
    }
}

static void take_source(const Tree *target, Foreign *foreign)
{
    const Tree *source = tree_find(target, "source");
    Str iri =
        source && source->kind == TREE_TEXT ? source->text : tree_get_text(source, "id");
    foreign->has_hash = foreign_hash(iri, &foreign->hash);
    foreign->title = tree_get_text(source, "piyue:title");
    if (!foreign->title.len)
        foreign->title = tree_get_text(source, "title");
    if (!foreign->has_hash)
        foreign->path = iri;
}

static AnnotationStatus take_status(Str word)
{
    return str_is_equal(word, STR("open"))   ? STATUS_OPEN
           : str_is_equal(word, STR("done")) ? STATUS_DONE
                                             : STATUS_NONE;
}

static Str take_creator(const Tree *tree)
{
    const Tree *creator = first_of(tree_find(tree, "creator"));
    return creator && creator->kind == TREE_TEXT ? creator->text
                                                 : tree_get_text(creator, "name");
}

static Str join_headings(const Tree *list, Arena *arena)
{
    StrBuf headings = {0};
    for (const Tree *one = list ? list->first : NULL; one; one = one->next) {
        strbuf_append_text(&headings, headings.len ? "\n" : "");
        strbuf_append_str(&headings, one->text);
    }
    Str joined = arena_str(arena, strbuf_get(&headings));
    strbuf_clear(&headings);
    return joined;
}

/* In JSON Lines they have numbers, which say nothing elsewhere: such get names of their
 * own. */
static void take_replies(const Tree *list, bool has_names, Annotation *annotation,
                         Arena *arena)
{
    size_t count = 0;
    for (const Tree *one = list ? list->first : NULL; one; one = one->next)
        count++;
    annotation->replies = arena_alloc(arena, count * sizeof(*annotation->replies));
    for (const Tree *one = list ? list->first : NULL; one; one = one->next) {
        Reply *reply = &annotation->replies[annotation->reply_count];
        *reply = (Reply){
            .text = tree_get_text(one, "text"),
            .author = tree_get_text(one, "author"),
            .created_ms = foreign_time(tree_get_text(one, "created")),
            .modified_ms = foreign_time(tree_get_text(one, "modified")),
        };
        bool is_named = !has_names || foreign_uid(tree_get_text(one, "id"), &reply->uid);
        if (!has_names)
            reply->uid = uid_new();
        annotation->reply_count += is_named && reply->text.len;
    }
}

/* An annotation of another program is named by an IRI of any kind: its hash is its uid,
 * so that it is known again. */
static bool take_uid(Str iri, Uid *uid)
{
    if (!iri.len || foreign_uid(iri, uid))
        return iri.len > 0;
    Hash hash = hash_bytes(iri);
    memcpy(uid->bytes, hash.bytes, sizeof(uid->bytes));
    return true;
}

/* What one says about another one's annotation. */
static bool take_reply(ForeignList *list, const Tree *tree)
{
    const Tree *target = first_of(tree_find(tree, "target"));
    ForeignReply one = {0};
    Annotation said = {0};
    bool is_reply =
        holds_text(tree_find(tree, "motivation"), STR("replying")) && target &&
        take_uid(tree_get_text(tree, "id"), &one.reply.uid) &&
        !tree_find(target, "source") &&
        take_uid(target->kind == TREE_TEXT ? target->text : tree_get_text(target, "id"),
                 &one.target);
    if (!is_reply)
        return false;
    take_bodies(tree, &said, list->arena);
    one.reply.text = said.note;
    one.reply.author = take_creator(tree);
    one.reply.created_ms = foreign_time(tree_get_text(tree, "created"));
    one.reply.modified_ms = foreign_time(tree_get_text(tree, "modified"));
    if (!one.reply.text.len)
        return true;
    list->replies = mem_grow(list->replies, &list->reply_capacity, list->reply_count + 1,
                             sizeof(*list->replies));
    list->replies[list->reply_count++] = one;
    return true;
}

static void take_annotation(ForeignList *list, const Tree *tree)
{
    if (take_reply(list, tree))
        return;
    Foreign *foreign = foreign_add(list);
    Annotation *annotation = &foreign->annotation;
    const Tree *target = first_of(tree_find(tree, "target"));
    const Tree *orphan = tree_find(tree, "piyue:orphan");
    foreign->has_uid = take_uid(tree_get_text(tree, "id"), &annotation->uid);
    if (target && target->kind == TREE_TEXT)
        foreign->path = target->text;
    take_source(target, foreign);
    foreign_take_selectors(target, foreign);
    take_bodies(tree, annotation, list->arena);
    annotation->author = take_creator(tree);
    annotation->created_ms = foreign_time(tree_get_text(tree, "created"));
    annotation->modified_ms = foreign_time(tree_get_text(tree, "modified"));
    annotation->style = tree_get_text(tree, "piyue:style");
    annotation->status = take_status(tree_get_text(tree, "piyue:status"));
    annotation->due_ms = foreign_time(tree_get_text(tree, "piyue:due"));
    annotation->is_orphan = orphan && orphan->kind == TREE_BOOL && orphan->number != 0;
    annotation->selector.headings =
        join_headings(tree_find(tree, "piyue:headings"), list->arena);
    foreign->has_headings = annotation->selector.headings.len > 0;
    take_replies(tree_find(tree, "piyue:replies"), true, annotation, list->arena);
}

/* ---- rows of `piyue passages --json` and of Readest ----------------------------------
 */

static void take_row(ForeignList *list, const Tree *tree)
{
    Foreign *foreign = foreign_add(list);
    Annotation *annotation = &foreign->annotation;
    const Tree *tags = tree_find(tree, "tags");
    size_t room = 1;
    foreign->title = tree_get_text(tree, "title");
    annotation->selector.exact = tree_get_text(tree, "quote");
    annotation->selector.prefix = tree_get_text(tree, "prefix");
    annotation->selector.suffix = tree_get_text(tree, "suffix");
    annotation->selector.headings =
        join_headings(tree_find(tree, "headings"), list->arena);
    annotation->note = tree_get_text(tree, "note");
    annotation->style = tree_get_text(tree, "style");
    annotation->author = tree_get_text(tree, "author");
    annotation->status = take_status(tree_get_text(tree, "status"));
    annotation->due_ms = foreign_time(tree_get_text(tree, "due"));
    annotation->created_ms = foreign_time(tree_get_text(tree, "created"));
    annotation->modified_ms = foreign_time(tree_get_text(tree, "modified"));
    for (const Tree *one = tags ? tags->first : NULL; one; one = one->next)
        room++;
    for (const Tree *one = tags ? tags->first : NULL; one; one = one->next)
        add_tag(annotation, one->text, room, list->arena);
    take_replies(tree_find(tree, "replies"), false, annotation, list->arena);
}

static int64_t take_number(const Tree *tree, const char *name)
{
    const Tree *member = tree_find(tree, name);
    bool is_time = member && member->kind == TREE_NUMBER && member->number > 0 &&
                   member->number < 1e15;
    return is_time ? (int64_t)member->number : 0;
}

static void take_readest(ForeignList *list, const Tree *tree)
{
    const Tree *notes = tree_find(tree, "booknotes");
    Str title = tree_get_text(tree, "title");
    if (!title.len)
        title = tree_get_text(tree_find(tree, "book"), "title");
    for (const Tree *one = notes ? notes->first : NULL; one; one = one->next) {
        Str text = tree_get_text(one, "text");
        if (!text.len || take_number(one, "deletedAt") ||
            str_is_equal(tree_get_text(one, "type"), STR("bookmark"))) {
            list->left_out++;
            continue;
        }
        Foreign *foreign = foreign_add(list);
        foreign->title = title;
        foreign->annotation.selector.exact = text;
        foreign->annotation.note = tree_get_text(one, "note");
        foreign->annotation.style = tree_get_text(one, "color");
        foreign->annotation.created_ms = take_number(one, "createdAt");
        foreign->annotation.modified_ms = take_number(one, "updatedAt");
    }
}

/* ---- replies ---------------------------------------------------------------------- */

#define MAX_THREAD 64 /* a reply to a reply to … is a reply to the passage */

static int compare_replies(const void *a, const void *b)
{
    const ForeignReply *one = a, *two = b;
    int order = memcmp(&one->target, &two->target, sizeof(one->target));
    if (order)
        return order;
    if (one->reply.created_ms != two->reply.created_ms)
        return one->reply.created_ms < two->reply.created_ms ? -1 : 1;
    return memcmp(&one->reply.uid, &two->reply.uid, sizeof(one->reply.uid));
}

static int compare_reply_uids(const void *a, const void *b)
{
    const ForeignReply *one = a, *two = b;
    return memcmp(&one->reply.uid, &two->reply.uid, sizeof(one->reply.uid));
}

/* Gives each reply to a reply the target of that one. */
static void find_roots(ForeignList *list)
{
    ForeignReply *replies = list->replies;
    size_t count = list->reply_count;
    qsort(replies, count, sizeof(*replies), compare_reply_uids);
    for (size_t i = 0; i < count; i++) {
        for (int depth = 0; depth < MAX_THREAD; depth++) {
            ForeignReply key = {.reply.uid = replies[i].target};
            const ForeignReply *parent =
                bsearch(&key, replies, count, sizeof(key), compare_reply_uids);
            if (!parent || parent == &replies[i])
                break;
            replies[i].target = parent->target;
        }
    }
}

/* Oldest first, as they are shown. */
static void attach_replies(ForeignList *list)
{
    if (!list->reply_count)
        return;
    find_roots(list);
    qsort(list->replies, list->reply_count, sizeof(*list->replies), compare_replies);
    for (size_t i = 0; i < list->count; i++) {
        Annotation *annotation = &list->rows[i].annotation;
        size_t low = 0, high = list->reply_count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (memcmp(&list->replies[middle].target, &annotation->uid, sizeof(Uid)) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        size_t end = low;
        while (end < list->reply_count && list->rows[i].has_uid &&
               memcmp(&list->replies[end].target, &annotation->uid, sizeof(Uid)) == 0)
            end++;
        if (end == low || annotation->reply_count)
            continue;
        annotation->replies = arena_alloc(list->arena, (end - low) * sizeof(Reply));
        for (size_t j = low; j < end; j++)
            annotation->replies[annotation->reply_count++] = list->replies[j].reply;
    }
}

/* ---- the whole -------------------------------------------------------------------- */

static bool take_tree(ForeignList *list, const Tree *tree, const char **format)
{
    const Tree *page = tree_find(tree, "first");
    const Tree *items =
        tree_find(page && page->kind == TREE_TABLE ? page : tree, "items");
    if (tree_find(tree, "booknotes")) {
        *format = "Readest";
        take_readest(list, tree);
        return true;
    }
    if (tree_find(tree, "quote") && tree_find(tree, "prefix")) {
        *format = "JSON Lines";
        take_row(list, tree);
        return true;
    }
    if (!items && !is_type(tree, "Annotation") && tree->first && !tree->first->name.len)
        items = tree; /* a plain list of annotations */
    if (!items && !is_type(tree, "Annotation") && !is_type(tree, "AnnotationCollection"))
        return false;
    *format = "W3C Web Annotation";
    if (tree_find(tree, "piyue:documents"))
        list->root = tree;
    if (is_type(tree, "Annotation"))
        take_annotation(list, tree);
    for (const Tree *one = items ? items->first : NULL; one; one = one->next)
        if (is_type(one, "Annotation"))
            take_annotation(list, one);
    return true;
}

bool foreign_read_json(ForeignList *list, Str text, const char **format)
{
    size_t off = 0;
    bool is_any = false;
    while (off < text.len) {
        size_t before = off;
        const Tree *tree = tree_parse_json(text, &off, list->arena);
        if (!tree || tree->kind != TREE_TABLE || off == before ||
            !take_tree(list, tree, format))
            return false;
        is_any = true;
    }
    attach_replies(list);
    return is_any;
}
