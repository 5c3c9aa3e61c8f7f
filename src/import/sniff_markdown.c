/* Is a text Markdown? Only where it cannot be anything else.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/format.h"

#include <string.h>

#include <piyue/text.h>

/* A program has more than one row of this many that ends like one. */
#define PROGRAM_ROWS 8

/* Marks that were seen in the beginning of a text. */
typedef struct Marks {
    size_t headings; /* # and blank, behind an empty row */
    unsigned levels; /* bit for each level among them */
    size_t crowded;  /* with a row of text right below, as comments in programs have */
    size_t items, links, fences, quotes, strong, tables;
    bool has_front_matter;
    bool has_card; /* … that says what a text has: a title, an author, a day */
    size_t rows, program_rows; /* with text; those that end as rows of programs do */
    bool is_script;            /* "#!" */
} Marks;

static size_t count_run(Str row, char mark)
{
    size_t count = 0;
    while (count < row.len && row.data[count] == mark)
        count++;
    return count;
}

static bool is_blank_at(Str row, size_t off)
{
    return off < row.len && (row.data[off] == ' ' || row.data[off] == '\t');
}

/* [words](place) with a place that looks like one. */
static size_t count_links(Str row)
{
    size_t count = 0, off = 0;
    while ((off = str_find(row, STR("]("), off)) != STR_NONE) {
        off += 2;
        size_t end = str_find(row, STR(")"), off);
        if (end == STR_NONE || end == off)
            continue;
        Str place = str_slice(row, off, end);
        bool is_place = str_find(place, STR("/"), 0) != STR_NONE ||
                        str_find(place, STR("."), 0) != STR_NONE || place.data[0] == '#';
        count += is_place && str_find(place, STR("["), 0) == STR_NONE;
    }
    return count;
}

/* |---|:--| and the like: only bars, dashes, colons and blanks. */
static bool is_table_rule(Str row)
{
    size_t dashes = 0, bars = 0;
    for (size_t i = 0; i < row.len; i++) {
        dashes += row.data[i] == '-';
        bars += row.data[i] == '|';
        if (!memchr("|-: ", row.data[i], 4))
            return false;
    }
    return bars > 0 && dashes >= 3;
}

static void look_at(Marks *marks, Str row, bool is_after_blank)
{
    size_t hashes = count_run(row, '#');
    if (hashes >= 1 && hashes <= 6 && is_blank_at(row, hashes) && is_after_blank) {
        marks->headings++;
        marks->levels |= 1u << hashes;
    }
    bool is_item = row.len > 2 && memchr("-*+", row.data[0], 3) && is_blank_at(row, 1);
    marks->items += is_item;
    marks->quotes += row.len > 2 && row.data[0] == '>' && is_blank_at(row, 1);
    marks->fences += count_run(row, '`') >= 3 || count_run(row, '~') >= 3;
    marks->tables += is_table_rule(row);
    marks->links += count_links(row);
    size_t strong = str_find(row, STR("**"), 0);
    marks->strong +=
        strong != STR_NONE && str_find(row, STR("**"), strong + 3) != STR_NONE;
    if (!row.len || marks->fences % 2)
        return;
    char last = row.data[row.len - 1];
    marks->rows++;
    bool is_heading = hashes && is_blank_at(row, hashes); /* # 标题 {#name} */
    marks->program_rows += !is_heading && (last == ';' || last == '{' || last == '}');
}

static bool is_of_text(Str name)
{
    static const char *const names[] = {"title", "author", "date", "tags", "categories"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (str_is_equal_nocase(str_trim(name), str_from(names[i])))
            return true;
    return false;
}

/* "---", then rows "name: value", then "---". */
static bool take_front_matter(Str *rest, bool *has_card)
{
    Str ahead = *rest, row;
    if (!sniff_take_row(&ahead, &row) || !str_is_equal(row, STR("---")))
        return false;
    size_t names = 0;
    while (sniff_take_row(&ahead, &row)) {
        if (str_is_equal(row, STR("---"))) {
            *rest = ahead;
            *has_card &= str_trim(ahead).len > 0;
            return names > 0;
        }
        size_t colon = str_find(row, STR(":"), 0);
        bool is_name = colon != STR_NONE && colon > 0 &&
                       str_is_ascii(str_slice(row, 0, colon)) && row.data[0] != ' ';
        names += is_name;
        *has_card |= is_name && is_of_text(str_slice(row, 0, colon));
        /* Lists and folded values are indented or begin with a dash. */
        if (!is_name && row.len && row.data[0] != ' ' && row.data[0] != '-')
            return false;
    }
    return false;
}

static Marks collect(Str text)
{
    Marks marks = {.is_script = str_has_prefix(text, STR("#!"))};
    Str rest = text, row;
    marks.has_front_matter = take_front_matter(&rest, &marks.has_card);
    bool is_after_blank = true, is_after_heading = false;
    while (sniff_take_row(&rest, &row)) {
        bool is_inside =
            marks.fences % 2 && count_run(row, '`') < 3 && count_run(row, '~') < 3;
        Str trimmed = str_trim(row);
        marks.crowded += is_after_heading && trimmed.len && row.data[0] != '#';
        size_t headings = marks.headings;
        if (!is_inside)
            look_at(&marks, row, is_after_blank);
        is_after_heading = marks.headings > headings;
        is_after_blank = !trimmed.len || count_run(row, '#') > 0;
    }
    return marks;
}

/* One sort of mark is an author's habit, of which Chinese plain texts have many: lists
 * with dashes, a # in front of a title. It takes several sorts, or headings of several
 * levels. */
bool is_markdown(const Sniff *sniff)
{
    Marks marks = collect(sniff->text);
    /* Prose has a few, too: "&nbsp;", a half-width semicolon. */
    if (marks.is_script || marks.program_rows * PROGRAM_ROWS > marks.rows)
        return false;
    int sorts = (marks.items >= 2) + (marks.links >= 1) + (marks.fences >= 2) +
                (marks.quotes >= 1) + (marks.strong >= 1) + (marks.tables >= 1);
    bool has_levels = (marks.levels & (marks.levels - 1)) != 0;
    if (marks.has_front_matter)
        return marks.has_card || marks.headings > 0 || sorts > 0;
    if (marks.headings >= 2)
        return has_levels || (sorts > 0 && marks.crowded * 2 <= marks.headings);
    if (marks.headings == 1)
        return sorts >= 2 || marks.links >= 2;
    return sorts >= 3 || (marks.links >= 3 && marks.items >= 2);
}
