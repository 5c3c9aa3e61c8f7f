/* The model: what the library must be, and all that it was since it can be taken back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

#include <unistd.h>

#include <cmocka.h>

#include "../../harness/golden.h"

Soak *soak;
Seat seat;

/* Branches: 甲 is above 甲/子. */
const char *const tag_names[TAGS] = {"甲", "甲/子", "乙", "乙/子", "丙", "丙/子", "丁"};
const char *const field_names[FIELDS] = {"author", "number", "recipient"};

uint32_t roll(uint32_t sides)
{
    soak->dice = soak->dice * 1664525u + 1013904223u;
    return (soak->dice >> 8) % sides;
}

void soak_fail(const char *format, ...)
{
    va_list arguments;
    fprintf(stdout, "# step %llu, %s: ", (unsigned long long)soak->steps, soak->doing);
    va_start(arguments, format);
    vfprintf(stdout, format, arguments);
    va_end(arguments);
    fprintf(stdout, "\n");
    fflush(stdout);
    if (soak->is_child || soak->breakage != BREAK_NOTHING) {
        if (!soak->is_child)
            golden_remove_home(str_dup(str_from(soak->home)));
        _exit(soak->steps ? SOAK_ASTRAY : 1); /* nothing is broken at the beginning */
    }
    fail_msg("astray at step %llu: %s", (unsigned long long)soak->steps, soak->doing);
    abort(); /* not reached */
}

/* ---- history ------------------------------------------------------------ */

Model *model_now(void)
{
    return &soak->history[soak->now];
}

Model *soak_intend(void)
{
    soak->intent = INTENT_CHANGE;
    soak->next = *model_now();
    return &soak->next;
}

void soak_intend_back(int by)
{
    soak->intent = by < 0 ? INTENT_UNDO : INTENT_REDO;
}

void soak_drop(void)
{
    soak->intent = INTENT_NONE;
}

const Model *soak_get_intended(void)
{
    switch (soak->intent) {
    case INTENT_NONE:
        return model_now();
    case INTENT_CHANGE:
        return &soak->next;
    case INTENT_UNDO:
        return &soak->history[soak->now - 1];
    case INTENT_REDO:
        return &soak->history[soak->now + 1];
    }
    return NULL;
}

/* A document that was brought in goes into the trash when that is taken back: all before
 * has it there. */
static void note_arrivals(void)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        const Doc *doc = &model_now()->docs[i];
        for (int past = soak->now - 1;
             doc->is_there && past >= 0 && !soak->history[past].docs[i].is_there;
             past--) {
            soak->history[past].docs[i] = *doc;
            soak->history[past].docs[i].is_trashed = true;
        }
    }
}

static void add_change(Hash dump)
{
    if (soak->now + 1 == HISTORY_MAX) { /* the oldest half is never taken back */
        int half = HISTORY_MAX / 2;
        memmove(soak->history, soak->history + half,
                (size_t)(HISTORY_MAX - half) * sizeof(soak->history[0]));
        soak->now -= half;
    }
    soak->history[++soak->now] = soak->next;
    soak->newest = soak->now;
    soak->edits++;
    note_arrivals();
    soak_keep_dump(dump);
}

void soak_follow(Hash dump)
{
    Intent intent = soak->intent;
    soak->intent = INTENT_NONE;
    switch (intent) {
    case INTENT_NONE:
        return;
    case INTENT_CHANGE:
        if (memcmp(&dump, &model_now()->dump, sizeof(dump)) == 0)
            return; /* it was so already: nothing to be taken back */
        add_change(dump);
        soak->last = LAST_CHANGE;
        return;
    case INTENT_UNDO:
        soak->now--;
        soak->last = LAST_UNDO;
        return;
    case INTENT_REDO:
        soak->now++;
        soak->last = LAST_OTHER;
        return;
    }
}

void soak_commit(void)
{
    Hash dump = soak_hash_dump();
    soak_follow(dump);
    soak_check_dump(dump);
}

/* Deleted passages are gone, and those that stay move together. */
void soak_forget_past(void)
{
    Model *now = model_now();
    int moved[PASSAGES_MAX], count = 0;
    for (int i = 0; i < now->count; i++) {
        moved[i] = now->rows[i].is_deleted ? -1 : count;
        if (moved[i] >= 0)
            now->rows[count++] = now->rows[i];
    }
    now->count = count;
    for (int i = 0; i < COLLECTIONS; i++) {
        Collection *collection = &now->collections[i];
        unsigned kept = 0;
        for (unsigned j = 0; j < collection->count; j++) {
            collection->entries[kept] = collection->entries[j];
            collection->entries[kept].passage = moved[collection->entries[j].passage];
            kept += collection->entries[kept].passage >= 0;
        }
        collection->count = kept;
    }
    if (soak->now)
        soak->history[0] = *now;
    soak->now = soak->newest = 0;
    soak->intent = INTENT_NONE;
    soak->last = LAST_OTHER;
    soak_keep_dump(soak_hash_dump());
}

/* ---- documents ---------------------------------------------------------- */

PaperForm doc_form(const Doc *doc)
{
    return (PaperForm)(doc->file % FORM_COUNT);
}

char *doc_file(const Doc *doc)
{
    static char path[400];
    snprintf(path, sizeof(path), "%s/paper-%u.%s", soak->home, doc->file,
             doc_form(doc) == FORM_MARKDOWN ? "md" : "txt");
    return path;
}

Doc doc_make(unsigned paper)
{
    Doc doc = {.is_there = true, .paper = paper, .file = soak->files++};
    StrBuf title = {0};
    paragraph_append(soak->papers[paper].paragraphs[0], &title);
    snprintf(doc.title, sizeof(doc.title), "%s", title.data);
    strbuf_clear(&title);
    paper_write(&soak->papers[paper], doc_form(&doc), doc_file(&doc));
    return doc;
}

/* ---- what there is ------------------------------------------------------ */

const Paper *doc_paper(const Doc *doc)
{
    return &soak->papers[doc->paper];
}

int doc_find_block(const Doc *doc, uint32_t paragraph)
{
    const Paper *paper = doc_paper(doc);
    for (unsigned i = 0; i < paper->count; i++)
        if (paper->paragraphs[i].id == paragraph)
            return (int)i;
    return -1;
}

bool passage_is_lost(const Model *model, const Passage *row)
{
    return doc_find_block(&model->docs[row->doc], row->paragraph.id) < 0;
}

Passage *model_find(Model *model, int doc, uint32_t paragraph, uint32_t start,
                    uint32_t end)
{
    for (int i = 0; i < model->count; i++) {
        Passage *row = &model->rows[i];
        if (!row->is_deleted && row->doc == doc && row->paragraph.id == paragraph &&
            row->start == start && row->end == end)
            return row;
    }
    return NULL;
}

Passage *model_add(Model *model, int doc, Paragraph paragraph, Span span)
{
    if (model->count == PASSAGES_MAX)
        return NULL;
    Passage *row = &model->rows[model->count++];
    *row = (Passage){.doc = doc,
                     .paragraph = paragraph,
                     .start = (uint32_t)span.start,
                     .end = (uint32_t)span.end};
    return row;
}

Passage *model_take_sentence(Model *model, int doc, Paragraph paragraph)
{
    Span span = paragraph_sentence(paragraph);
    Passage *row =
        model_find(model, doc, paragraph.id, (uint32_t)span.start, (uint32_t)span.end);
    return row ? row : model_add(model, doc, paragraph, span);
}

/* In a text that is read: tags of those in the trash are in no list. */
bool model_bears(const Model *model, unsigned tag)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        if (model->docs[i].is_there && !model->docs[i].is_trashed &&
            model->docs[i].tags & 1u << tag)
            return true;
    for (int i = 0; i < model->count; i++) {
        const Passage *row = &model->rows[i];
        if (!row->is_deleted && row->tags & 1u << tag && model->docs[row->doc].is_there &&
            !model->docs[row->doc].is_trashed)
            return true;
    }
    return false;
}

Passage *model_pick(Model *model, bool is_lost_wanted)
{
    if (!model->count)
        return NULL;
    Passage *row = &model->rows[roll((uint32_t)model->count)];
    const Doc *doc = &model->docs[row->doc];
    return row->is_deleted || !doc->is_there || doc->is_trashed ||
                   passage_is_lost(model, row) != is_lost_wanted
               ? NULL
               : row;
}

int model_pick_doc(const Model *model)
{
    int doc = (int)roll(DOCUMENTS_MAX);
    return model->docs[doc].is_there && !model->docs[doc].is_trashed ? doc : -1;
}

Paragraph pick_body(const Doc *doc, int *block)
{
    const Paper *paper = doc_paper(doc);
    for (;;) {
        *block = (int)roll(paper->count);
        if (paper->paragraphs[*block].kind == PARAGRAPH_BODY)
            return paper->paragraphs[*block];
    }
}

bool pick_spot(Spot *spot)
{
    spot->doc = model_pick_doc(model_now());
    if (spot->doc < 0)
        return false;
    spot->paragraph = pick_body(&model_now()->docs[spot->doc], &spot->block);
    return true;
}

char *passage_find_words(const Model *model, const Passage *row)
{
    for (int i = 0; i < model->count; i++) {
        const Passage *other = &model->rows[i];
        if (other != row && !other->is_deleted && other->start == 0 &&
            other->paragraph.id == row->paragraph.id)
            return NULL;
    }
    if (row->start)
        return NULL;
    StrBuf words = {0};
    paragraph_append_words(row->paragraph, &words);
    return strbuf_detach(&words);
}

const char *const collection_names[COLLECTIONS] = {"专报", "发言", "汇编"};

static int find_entry(const Collection *collection, int passage)
{
    for (unsigned i = 0; i < collection->count; i++)
        if (collection->entries[i].passage == passage)
            return (int)i;
    return -1;
}

void model_collect(Model *model, size_t at, int passage)
{
    Collection *collection = &model->collections[at];
    if (!collection->is_there) {
        *collection = (Collection){.is_there = true};
        set_words(collection->name, "%s", collection_names[at]);
    }
    if (find_entry(collection, passage) >= 0)
        return;
    collection->entries[collection->count].said.text[0] = '\0';
    collection->entries[collection->count++].passage = passage;
}

void model_uncollect(Model *model, int passage)
{
    for (int i = 0; i < COLLECTIONS; i++) {
        Collection *collection = &model->collections[i];
        unsigned kept = 0;
        for (unsigned j = 0; j < collection->count; j++)
            if (collection->entries[j].passage != passage)
                collection->entries[kept++] = collection->entries[j];
        collection->count = kept;
    }
}

/* ---- as rows ------------------------------------------------------------ */

void rows_add(Rows *rows, const char *format, ...)
{
    StrBuf text = {0};
    char piece[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof(piece), format, arguments);
    va_end(arguments);
    soak_must(length >= 0 && (size_t)length < sizeof(piece));
    strbuf_append_text(&text, piece);
    strbuf_append_byte(&text, '\n');
    rows->items =
        mem_grow(rows->items, &rows->capacity, rows->count + 1, sizeof(rows->items[0]));
    rows->items[rows->count++] = strbuf_detach(&text);
}

static int compare_rows(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void rows_join(Rows *rows, StrBuf *out)
{
    strbuf_append_text(out, "");
    if (rows->count)
        qsort(rows->items, rows->count, sizeof(rows->items[0]), compare_rows);
    for (size_t i = 0; i < rows->count; i++) {
        strbuf_append_text(out, rows->items[i]);
        free(rows->items[i]);
    }
    free(rows->items);
    *rows = (Rows){0};
}

static void append_tags(unsigned tags, StrBuf *out)
{
    strbuf_append_text(out, "");
    for (size_t i = 0; i < TAGS; i++)
        if (tags & 1u << i)
            strbuf_appendf(out, " #%s", tag_names[i]);
}

static void add_doc(const Model *model, int index, Rows *rows)
{
    const Doc *doc = &model->docs[index];
    StrBuf tags = {0};
    append_tags(doc->tags, &tags);
    rows_add(rows, "document %d [%s]%s%s, %u blocks, without %u", index, doc->title,
             tags.data, doc->is_trashed ? " in the trash" : "", doc_paper(doc)->count,
             doc->without);
    strbuf_clear(&tags);
    for (size_t i = 0; i < FIELDS; i++)
        if (doc->fields[i].is_said)
            rows_add(rows, "document %d %s [%s]", index, field_names[i],
                     doc->fields[i].value);
}

static void add_passage(const Model *model, const Passage *row, Rows *rows)
{
    StrBuf text = {0}, tags = {0};
    int block = doc_find_block(&model->docs[row->doc], row->paragraph.id);
    paragraph_append(row->paragraph, &text);
    append_tags(row->tags, &tags);
    StrBuf replies = {0};
    strbuf_append_text(&replies, "");
    for (unsigned i = 0; i < row->reply_count; i++)
        strbuf_appendf(&replies, " > %s", row->replies[i].text);
    StrBuf place = {0};
    if (block < 0)
        strbuf_append_text(&place, "nowhere");
    else
        strbuf_appendf(&place, "%d:%u-%u", block, row->start, row->end);
    Str quote = str_slice(strbuf_get(&text), row->start, row->end);
    rows_add(rows, "passage %d %s “%.*s” [%s] [%s] %d due %d%s%s", row->doc, place.data,
             STR_ARG(quote), row->style, row->note, (int)row->status, row->due_day,
             tags.data, replies.data);
    strbuf_clear(&place);
    strbuf_clear(&replies);
    strbuf_clear(&tags);
    strbuf_clear(&text);
}

static void add_collections(const Model *model, Rows *rows)
{
    for (int i = 0; i < COLLECTIONS; i++) {
        const Collection *collection = &model->collections[i];
        unsigned place = 0;
        if (!collection->is_there)
            continue;
        rows_add(rows, "collection %s", collection->name);
        for (unsigned j = 0; j < collection->count; j++) {
            const Passage *row = &model->rows[collection->entries[j].passage];
            if (!row->is_deleted && !model->docs[row->doc].is_trashed)
                rows_add(rows, "collection %s %u %lld [%s]", collection->name, place++,
                         (long long)row->id, collection->entries[j].said.text);
        }
    }
}

static void add_names(const char *what, const Named *kept, size_t count, Rows *rows)
{
    for (size_t i = 0; i < count; i++)
        if (kept[i].name[0])
            rows_add(rows, "%s [%s] [%s]", what, kept[i].name, kept[i].text);
}

void model_append(const Model *model, StrBuf *out)
{
    Rows rows = {0};
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        if (model->docs[i].is_there)
            add_doc(model, i, &rows);
    for (int i = 0; i < model->count; i++)
        if (!model->rows[i].is_deleted && model->docs[model->rows[i].doc].is_there)
            add_passage(model, &model->rows[i], &rows);
    add_collections(model, &rows);
    add_names("search", model->searches, NAMES, &rows);
    add_names("filter", model->filters, NAMES, &rows);
    add_names("alias", model->aliases, TAG_ALIASES, &rows);
    rows_join(&rows, out);
}
