/* anchors DIR [TRIALS]: do passages survive a new edition?
 *
 * Real papers (the .txt files of DIR) are changed as sources, imported before and after,
 * cleaned and outlined as ever; passages chosen at random are looked up in what comes
 * out. Every character of a source has an identity, so that it is known where a passage
 * went. One row for each kind of change; exit status 1 when one anchor was wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/anchor.h>
#include <piyue/clean.h>
#include <piyue/import.h>
#include <piyue/outline.h>
#include <piyue/text.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define COPY_BIT 0x80000000u
#define PASSAGES 24        /* of each paper for each kind of change */
#define MAX_LETTERS 40000u /* of a paper: longer ones are cut at a line's end */

typedef struct Letter {
    char32_t codepoint;
    uint32_t id; /* 1-based in the first edition; 0 for what was put in */
} Letter;

typedef struct Paper {
    Letter *letters;
    size_t count, capacity;
} Paper;

/* ---- chance that is the same every time (Marsaglia's xorshift) ----------- */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t below(uint64_t *seed, size_t limit)
{
    return limit ? (size_t)(next_random(seed) % limit) : 0;
}

/* ---- sources --------------------------------------------------------------- */

static void insert(Paper *source, size_t at, const Letter *letters, size_t count)
{
    source->letters = mem_grow(source->letters, &source->capacity, source->count + count,
                               sizeof(*source->letters));
    memmove(source->letters + at + count, source->letters + at,
            (source->count - at) * sizeof(*letters));
    memcpy(source->letters + at, letters, count * sizeof(*letters));
    source->count += count;
}

static void delete (Paper *source, size_t start, size_t end)
{
    memmove(source->letters + start, source->letters + end,
            (source->count - end) * sizeof(*source->letters));
    source->count -= end - start;
}

static void find_line(const Paper *source, size_t at, size_t *start, size_t *end)
{
    for (*start = at; *start > 0 && source->letters[*start - 1].codepoint != U'\n';)
        --*start;
    for (*end = at; *end < source->count && source->letters[*end].codepoint != U'\n';)
        ++*end;
    *end += *end < source->count;
}

/* ---- kinds of change -------------------------------------------------------- */

static void change_insert(Paper *source, uint64_t *seed)
{
    for (int i = 0; i < 4; i++) {
        Letter sentence[64] = {{U'新', 0}, {U'增', 0}};
        size_t count = 2 + below(seed, 50);
        for (size_t j = 2; j < count; j++)
            sentence[j] = (Letter){0x4E00 + (char32_t)below(seed, 5000), 0};
        sentence[count++] = (Letter){U'。', 0};
        insert(source, below(seed, source->count), sentence, count);
    }
}

static void change_delete(Paper *source, uint64_t *seed)
{
    for (int i = 0; i < 4; i++) {
        size_t start = below(seed, source->count);
        delete (source, start, MIN(source->count, start + 1 + below(seed, 60)));
    }
}

static void put_lines(Paper *source, uint64_t *seed, bool is_copy)
{
    for (int i = 0; i < 3; i++) {
        size_t start, end, at, ignored;
        find_line(source, below(seed, source->count), &start, &end);
        size_t count = end - start;
        if (count < 2 || count == source->count)
            continue;
        Letter *line = mem_alloc_array(count + 1, sizeof(*line));
        memcpy(line, source->letters + start, count * sizeof(*line));
        for (size_t j = 0; is_copy && j < count; j++)
            line[j].id |= line[j].id ? COPY_BIT : 0;
        if (!is_copy)
            delete (source, start, end);
        if (line[count - 1].codepoint != U'\n')
            line[count++] = (Letter){U'\n', 0};
        find_line(source, below(seed, source->count), &at, &ignored);
        insert(source, at, line, count);
        free(line);
    }
}

static void change_move(Paper *source, uint64_t *seed)
{
    put_lines(source, seed, false);
}

static void change_duplicate(Paper *source, uint64_t *seed)
{
    put_lines(source, seed, true);
}

/* Some characters that the other encoding does not know. */
static void change_encoding(Paper *source, uint64_t *seed)
{
    for (size_t i = 0; i < source->count; i++)
        if (source->letters[i].codepoint > 0x7F && below(seed, 60) == 0)
            source->letters[i] = (Letter){0xFFFD, 0}; /* it does not survive */
}

static void change_width(Paper *source, uint64_t *seed)
{
    static const char32_t wide[] = U"，：；！？（）", narrow[] = U",:;!?()";
    (void)seed;
    for (size_t i = 0; i < source->count; i++)
        for (size_t j = 0; wide[j]; j++)
            if (source->letters[i].codepoint == wide[j])
                source->letters[i].codepoint = narrow[j];
}

/* 简 → 繁, by the fold table the other way round. */
static void change_script(Paper *source, uint64_t *seed)
{
    static char32_t traditional[0x10000];
    (void)seed;
    for (char32_t c = 0x4E00; !traditional[0] && c < 0xA000; c++) {
        char32_t folded = fold_codepoint(c);
        if (folded != c && folded < 0x10000 && !traditional[folded])
            traditional[folded] = c;
    }
    traditional[0] = 1;
    for (size_t i = 0; i < source->count; i++) {
        Letter *letter = &source->letters[i];
        if (letter->codepoint >= 0x4E00 && letter->codepoint < 0x10000 &&
            traditional[letter->codepoint])
            letter->codepoint = traditional[letter->codepoint];
    }
}

/* Lines of at most 38 characters, as a mail program or a PDF leaves them. */
static void change_wrap(Paper *source, uint64_t *seed)
{
    (void)seed;
    const Letter line_end = {U'\n', 0};
    for (size_t i = 0, column = 0; i < source->count; i++, column++) {
        if (source->letters[i].codepoint == U'\n')
            column = 0;
        else if (column == 38) {
            insert(source, i, &line_end, 1);
            column = 0;
        }
    }
}

static void change_nothing(Paper *source, uint64_t *seed)
{
    (void)source, (void)seed;
}

typedef struct Kind {
    const char *name;
    void (*change)(Paper *source, uint64_t *seed);
    unsigned passes; /* of the second import */
} Kind;

static const Kind kinds[] = {
    {"insert", change_insert, CLEAN_ALL},
    {"delete", change_delete, CLEAN_ALL},
    {"move", change_move, CLEAN_ALL},
    {"duplicate", change_duplicate, CLEAN_ALL},
    {"re-encode", change_encoding, CLEAN_ALL},
    {"width", change_width, CLEAN_ALL},
    {"script", change_script, CLEAN_ALL},
    {"re-wrap", change_wrap, CLEAN_ALL},
    {"options", change_nothing, 0},
};

/* ---- imports ------------------------------------------------------------------ */

static Document *import(const Paper *source, unsigned passes)
{
    StrBuf text = {0};
    Error err = {0};
    for (size_t i = 0; i < source->count; i++)
        strbuf_append_codepoint(&text, source->letters[i].codepoint);
    int fd = memfd_create("anchors", MFD_CLOEXEC);
    ImportOptions options = {.encoding = "UTF-8", .limits = import_limits_default()};
    Draft *draft = NULL;
    if (fd >= 0 && file_write_fd(fd, "anchors", strbuf_get(&text), &err))
        draft = import_read(fd, "anchors.txt", &options, &err);
    close(fd);
    strbuf_clear(&text);
    error_clear(&err);
    if (!draft)
        return NULL;
    Outline outline = {0};
    size_t counts[CLEAN_RULE_COUNT] = {0};
    clean_run(draft, passes, counts);
    outline_infer(draft, &outline);
    clean_finish(draft, &outline, passes, NULL, NULL, counts);
    return draft_seal(draft, &outline);
}

/* A visible character of a document that is no blank, and which letter it is. */
typedef struct Place {
    Pos start, end;
    char32_t codepoint;
    uint32_t id; /* 0: none that was there before */
} Place;

typedef struct Places {
    Place *items;
    size_t count, capacity;
} Places;

#define LOOK_AHEAD 6000
#define RESYNC 8 /* characters in a row that say: here it goes on */

static void list_places(const Document *document, Places *places)
{
    for (uint32_t block = 0; block < document->block_count; block++) {
        if (document_get_block(document, block).flags & BLOCK_HIDDEN)
            continue;
        Str text = document_get_text(document, block);
        for (size_t off = 0; off < text.len;) {
            Place place = {.start = {block, (uint32_t)off}};
            place.codepoint = utf8_next(text, &off);
            place.end = (Pos){block, (uint32_t)off};
            if (text_is_space(place.codepoint))
                continue;
            places->items = mem_grow(places->items, &places->capacity, places->count + 1,
                                     sizeof(*places->items));
            places->items[places->count++] = place;
        }
    }
}

static bool goes_on(const Places *places, size_t place, const Paper *paper, size_t at)
{
    for (size_t i = 0; i < RESYNC && place + i < places->count; i++)
        if (at + i >= paper->count ||
            paper->letters[at + i].codepoint != places->items[place + i].codepoint)
            return false;
    return true;
}

/* Cleaning takes letters away and hardly does anything else: the text is followed in its
 * source, and where it leaves that, looked for further on. */
static void find_places(const Document *document, const Paper *source, Places *places)
{
    Paper solid = {0}; /* without white space */
    for (size_t i = 0; i < source->count; i++)
        if (!text_is_space(source->letters[i].codepoint))
            insert(&solid, solid.count, &source->letters[i], 1);
    list_places(document, places);
    size_t at = 0;
    for (size_t i = 0; i < places->count; i++) {
        size_t next = at;
        if (at >= solid.count ||
            solid.letters[at].codepoint != places->items[i].codepoint)
            while (next < MIN(at + LOOK_AHEAD, solid.count) &&
                   !goes_on(places, i, &solid, next))
                next++;
        if (next == MIN(at + LOOK_AHEAD, solid.count))
            continue;
        places->items[i].id = solid.letters[next].id;
        at = next + 1;
    }
    free(solid.letters);
}

/* ---- judging ------------------------------------------------------------------- */

typedef struct Tally {
    size_t kept, copies, wrong, lost, gone;
} Tally;

/* The letters of the passage one behind the other, whatever they look like now. */
static bool is_intact(const Places *before, size_t start, size_t end, const Places *after)
{
    size_t next = start;
    for (size_t i = 0; i < after->count && next < end; i++) {
        if (after->items[i].id != before->items[next].id)
            next = start;
        if (after->items[i].id == before->items[next].id)
            next++;
    }
    return next == end;
}

static void judge(const Places *before, size_t start, size_t end, const Places *after,
                  const AnchorResult *result, Tally *tally, bool *is_wrong)
{
    bool is_whole = is_intact(before, start, end, after);
    if (result->how == ANCHOR_ORPHAN) {
        tally->lost += is_whole;
        tally->gone += !is_whole;
        return;
    }
    size_t ours = 0, copies = 0, count = 0;
    uint32_t first = before->items[start].id, last = before->items[end - 1].id;
    bool is_neighbour = false;
    for (size_t i = 0; i < after->count; i++) {
        const Place *place = &after->items[i];
        uint32_t id = place->id & ~COPY_BIT;
        bool is_ours = id >= first && id <= last;
        if (pos_compare(place->start, result->range.start) < 0 ||
            pos_compare(place->end, result->range.end) > 0)
            continue;
        /* What replaced the whole passage stands where its neighbours still are. */
        if (!count && i && start)
            is_neighbour = after->items[i - 1].id == before->items[start - 1].id;
        if (end < before->count && i + 1 < after->count &&
            pos_compare(place->end, result->range.end) == 0)
            is_neighbour =
                is_neighbour || after->items[i + 1].id == before->items[end].id;
        count++;
        ours += is_ours && !(place->id & COPY_BIT);
        copies += is_ours && (place->id & COPY_BIT);
    }
    if (3 * ours > count || is_neighbour) {
        tally->kept++;
    } else if (2 * (ours + copies) >= count &&
               (!is_whole || result->how == ANCHOR_OFFSETS)) {
        tally->copies++;
    } else {
        tally->wrong++;
        *is_wrong = true;
    }
}

static bool choose_passage(const Places *places, uint64_t *seed, size_t *start,
                           size_t *end)
{
    static const size_t lengths[] = {4, 8, 16, 32, 80};
    for (int tries = 0; tries < 50; tries++) {
        size_t length = lengths[below(seed, ARRAY_SIZE(lengths))];
        length = length / 2 + 1 + below(seed, length);
        *start = below(seed, places->count);
        *end = *start + length;
        if (*end > places->count || !places->items[*start].id ||
            !places->items[*end - 1].id)
            continue;
        bool is_followed = true;
        for (size_t i = *start + 1; i < *end; i++)
            is_followed = is_followed && places->items[i].id > places->items[i - 1].id;
        if (is_followed)
            return true;
    }
    return false;
}

/* ---- runs ---------------------------------------------------------------------- */

static void print_wrong(const Kind *kind, const char *path, const Document *document,
                        const Selector *selector, const AnchorResult *result)
{
    StrBuf found = {0};
    document_append_range(document, result->range, STR("/"), &found);
    printf("# wrong (%s, %s): [%.*s]%.*s[%.*s]\n#   -> %s (%d, %.2f)\n", kind->name, path,
           STR_ARG(selector->prefix), STR_ARG(selector->exact), STR_ARG(selector->suffix),
           found.data, (int)result->how, result->score);
    strbuf_clear(&found);
}

static void run_kind(const Kind *kind, const Paper *source, const Document *document,
                     const Places *before, const char *path, uint64_t *seed, Tally *tally)
{
    Paper changed = {0};
    insert(&changed, 0, source->letters, source->count);
    kind->change(&changed, seed);
    Document *revised = import(&changed, kind->passes);
    if (!revised) {
        free(changed.letters);
        return;
    }
    Places after = {0};
    find_places(revised, &changed, &after);
    Arena *arena = arena_new();
    Selector selectors[PASSAGES];
    AnchorResult results[PASSAGES];
    size_t starts[PASSAGES], ends[PASSAGES], count = 0;
    while (count < PASSAGES &&
           choose_passage(before, seed, &starts[count], &ends[count])) {
        Range range = {before->items[starts[count]].start,
                       before->items[ends[count] - 1].end};
        selectors[count++] = selector_make(document, range, arena);
    }
    selectors_resolve(revised, document, selectors, count, results);
    for (size_t i = 0; i < count; i++) {
        bool is_wrong = false;
        judge(before, starts[i], ends[i], &after, &results[i], tally, &is_wrong);
        if (is_wrong)
            print_wrong(kind, path, revised, &selectors[i], &results[i]);
    }
    arena_free(arena);
    document_free(revised);
    free(after.items);
    free(changed.letters);
}

static void read_source(const char *path, Paper *source)
{
    StrBuf text = {0};
    Error err = {0};
    if (file_read(path, (size_t)1 << 26, &text, &err))
        for (size_t off = 0; off < text.len;) {
            Letter letter = {utf8_next(strbuf_get(&text), &off),
                             (uint32_t)source->count + 1};
            if (letter.codepoint == U'\n' && source->count > MAX_LETTERS)
                break;
            if (letter.codepoint == U'\r')
                continue;
            insert(source, source->count, &letter, 1);
        }
    error_clear(&err);
    strbuf_clear(&text);
}

static void run_paper(const char *path, uint64_t *seed, Tally *tallies)
{
    Paper source = {0};
    Places before = {0};
    read_source(path, &source);
    Document *document = source.count > 400 ? import(&source, CLEAN_ALL) : NULL;
    if (document)
        find_places(document, &source, &before);
    for (size_t i = 0; before.count > 200 && i < ARRAY_SIZE(kinds); i++)
        run_kind(&kinds[i], &source, document, &before, path, seed, &tallies[i]);
    document_free(document);
    free(before.items);
    free(source.letters);
}

static int is_paper(const struct dirent *entry)
{
    Str name = str_from(entry->d_name);
    return str_has_suffix(name, STR(".txt"));
}

static void add(Tally *sum, const Tally *tally)
{
    sum->kept += tally->kept;
    sum->copies += tally->copies;
    sum->wrong += tally->wrong;
    sum->lost += tally->lost;
    sum->gone += tally->gone;
}

static double lost_percent(const Tally *tally)
{
    size_t whole = tally->kept + tally->lost;
    return whole ? 100.0 * (double)tally->lost / (double)whole : 0.0;
}

static void print_row(const char *name, const Tally *tally)
{
    printf("%-10s %7zu %7zu %7zu %7zu %6.2f%% %7zu\n", name, tally->kept, tally->copies,
           tally->wrong, tally->lost, lost_percent(tally), tally->gone);
}

int main(int argc, char **argv)
{
    struct dirent **names = NULL;
    int count = argc > 1 ? scandir(argv[1], &names, is_paper, alphasort) : -1;
    if (count <= 0) {
        fprintf(stderr, "usage: anchors DIR [TRIALS]\n");
        return 2;
    }
    size_t wanted = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    size_t papers = wanted / (PASSAGES * ARRAY_SIZE(kinds)) + 1;
    uint64_t seed = 88172645463325252;
    Tally tallies[ARRAY_SIZE(kinds)] = {{0}}, sum = {0};
    for (size_t i = 0; i < papers; i++) {
        char *path = path_join(argv[1], names[i * (size_t)count / papers]->d_name);
        run_paper(path, &seed, tallies);
        free(path);
    }
    printf("%-10s %7s %7s %7s %7s %7s %7s\n", "change", "kept", "copies", "wrong", "lost",
           "of all", "gone");
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        print_row(kinds[i].name, &tallies[i]);
        add(&sum, &tallies[i]);
    }
    print_row("all", &sum);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return sum.wrong > 0;
}
