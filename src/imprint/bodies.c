/* Bodies: who signs, who is addressed, who adopted a law and when.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imprint/reading.h"

#define NAME_CODEPOINTS 26
#define ADOPTION_LINES 8
#define RECIPIENT_LINES 18
#define RECIPIENT_ROWS 4 /* over which the addressees may run */
#define SIGNERS 6
#define MASTHEAD_LINES 8

/* ---- names ------------------------------------------------------------- */

bool is_body(Str name)
{
    static const char *const ends[] = {
        "院",   "府",   "部",   "委", "厅", "局", "办", "室",   "会",   "署",
        "司",   "处",   "行",   "社", "团", "校", "组", "大学", "军",   "科",
        "公司", "中心", "政协", "廳", "辦", "會", "處", "總署", "纪委",
    };
    size_t codepoints = utf8_count_codepoints(name);
    for (size_t off = 0; off < name.len;) {
        char32_t codepoint = utf8_next(name, &off);
        if (!text_is_han(codepoint) && codepoint != U'、' && codepoint != U'（' &&
            codepoint != U'）')
            return false;
    }
    return codepoints >= 3 && codepoints <= NAME_CODEPOINTS &&
           ends_with_any(name, ends, ARRAY_SIZE(ends));
}

/* （代章） and the like are no part of a name. */
static Str without_seal(Str name)
{
    static const char *const seals[] = {"（代章）", "（章）", "（盖章）", "（公章）",
                                        "（印章）", "(代章)", "(章)",     "(盖章)"};
    for (size_t i = 0; i < ARRAY_SIZE(seals); i++)
        if (str_has_suffix(name, str_from(seals[i])))
            return text_trim(str_slice(name, 0, name.len - str_from(seals[i]).len));
    return name;
}

Str take_word(Str *rest)
{
    size_t start = text_skip_space(*rest, 0), end = start;
    for (size_t off = start; off < rest->len;) {
        if (text_is_space(utf8_next(*rest, &off)))
            break;
        end = off;
    }
    Str word = str_slice(*rest, start, end);
    *rest = str_slice(*rest, end, rest->len);
    return word;
}

/* 水利部　财政部 are two; 国 务 院 is one that was spaced out. */
bool imprint_take_bodies(Str line, StrBuf *bodies)
{
    StrBuf joined = {0}, packed = {0};
    bool are_bodies = true;
    line = without_seal(text_trim(line));
    for (Str rest = line, word = take_word(&rest); word.len; word = take_word(&rest)) {
        are_bodies = are_bodies && is_body(word);
        if (joined.len)
            strbuf_append_byte(&joined, ' ');
        strbuf_append_str(&joined, word);
        strbuf_append_str(&packed, word);
    }
    const StrBuf *taken = are_bodies && joined.len       ? &joined
                          : is_body(strbuf_get(&packed)) ? &packed
                                                         : NULL;
    if (taken && bodies->len)
        strbuf_append_byte(bodies, ' ');
    if (taken)
        strbuf_append_str(bodies, strbuf_get(taken));
    strbuf_clear(&joined);
    strbuf_clear(&packed);
    return taken != NULL;
}

/* ---- the signature ----------------------------------------------------- */

/* The bodies of the lines that end above `index`, in their order. */
static bool take_signers(const Reading *reading, size_t index, StrBuf *bodies)
{
    size_t first = index;
    for (StrBuf one = {0}; first > 0 && index - first < SIGNERS; first--) {
        Str text = reading->lines[first - 1].text; /* 学习和时局 is a title */
        bool is_one =
            !str_is_equal(text, reading->title) && imprint_take_bodies(text, &one);
        strbuf_clear(&one);
        if (!is_one)
            break;
    }
    for (size_t i = first; i < index; i++)
        imprint_take_bodies(reading->lines[i].text, bodies);
    return first < index;
}

/* 川口市人民政府办公室　　2029年9月28日 */
static bool take_signed_line(Str text, StrBuf *bodies, StrBuf *date)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t codepoint = utf8_next(text, &off);
        Str rest = text_trim(str_slice(text, off, text.len));
        if (text_is_space(codepoint) && date_is_line(rest, date))
            return imprint_take_bodies(str_slice(text, 0, start), bodies);
    }
    return false;
}

static bool take_signature(Reading *reading, size_t index)
{
    const Line *line = &reading->lines[index];
    StrBuf bodies = {0}, date = {0};
    if (!line->text.len || line->codepoints > SHORT_CODEPOINTS)
        return false;
    bool is_signed =
        take_signed_line(line->text, &bodies, &date) ||
        (date_is_line(line->packed, &date) && take_signers(reading, index, &bodies));
    if (is_signed) {
        reading_set(reading, IMPRINT_ISSUER, strbuf_get(&bodies), IMPRINT_BY_SIGNATURE,
                    index);
        reading_set(reading, IMPRINT_DATE, strbuf_get(&date), IMPRINT_BY_SIGNATURE,
                    index);
    }
    strbuf_clear(&bodies);
    strbuf_clear(&date);
    return is_signed;
}

/* Near the end, else in the head: of what is passed on, or of an order. */
void read_signature(Reading *reading)
{
    for (size_t i = reading->count; i-- > reading->tail;)
        if (take_signature(reading, i))
            return;
    for (size_t i = 1; i < reading->tail; i++)
        if (take_signature(reading, i))
            return;
    /* A date alone at the very end counts where nothing else tells one. */
    for (size_t i = reading->count; i-- > MAX(reading->tail, reading->head);) {
        StrBuf date = {0};
        if (date_is_line(reading->lines[i].packed, &date))
            reading_set(reading, IMPRINT_DATE, strbuf_get(&date), IMPRINT_BY_SIGNATURE,
                        i);
        strbuf_clear(&date);
    }
}

/* ---- adoption ---------------------------------------------------------- */

/* Without 第十五届: 川口市第十届人民代表大会 is that of 川口市. */
static void append_without_term(StrBuf *out, Str body)
{
    size_t from = str_find(body, STR("第"), 0);
    size_t end = from == STR_NONE ? STR_NONE : str_find(body, STR("届"), from);
    if (end == STR_NONE) {
        strbuf_append_str(out, body);
        return;
    }
    strbuf_append_str(out, str_slice(body, 0, from));
    strbuf_append_str(out, str_slice(body, end + STR("届").len, body.len));
}

/* 第十五届全国人民代表大会常务委员会第三次会议 → 全国人民代表大会常务委员会 */
static void take_adopter(Reading *reading, Str text, size_t index)
{
    static const char *const boards[] = {"审判委员会", "检察委员会"};
    StrBuf body = {0};
    if (str_has_prefix(text, STR("由")))
        text = str_slice(text, STR("由").len, text.len);
    size_t meeting = STR_NONE;
    for (size_t at = str_find(text, STR("第"), 0); at != STR_NONE;
         at = str_find(text, STR("第"), at + 1)) {
        Numeral number;
        Str behind = str_slice(text, at + STR("第").len, text.len);
        if (!numeral_parse(behind, DIGITS, &number))
            continue;
        if (str_has_prefix(str_slice(behind, number.len_bytes, behind.len), STR("次"))) {
            meeting = at;
            break;
        }
    }
    if (meeting == STR_NONE)
        return;
    append_without_term(&body, str_slice(text, 0, meeting));
    for (size_t i = 0; i < ARRAY_SIZE(boards); i++)
        if (str_has_suffix(strbuf_get(&body), str_from(boards[i])))
            body.len -= str_from(boards[i]).len;
    if (is_body(strbuf_get(&body)))
        reading_set(reading, IMPRINT_ISSUER, strbuf_get(&body), IMPRINT_BY_ADOPTION,
                    index);
    strbuf_clear(&body);
}

/* 2024年2月24日 中华人民共和国国务院令第786号公布 */
static void take_promulgation(Reading *reading, Str text, size_t index)
{
    size_t end = str_find(text, STR("公布"), 0);
    StrBuf number = {0};
    Str body = {0};
    if (end != STR_NONE &&
        number_find_order(str_slice(text, 0, end), (Str){0}, &number, &body)) {
        reading_set(reading, IMPRINT_NUMBER, strbuf_get(&number), IMPRINT_BY_ADOPTION,
                    index);
        reading_set(reading, IMPRINT_ISSUER, body, IMPRINT_BY_ADOPTION, index);
    }
    strbuf_clear(&number);
}

/* A date, who met, and 通过: the first such line is of the law itself, those below are
 * of its changes. */
void read_adoption(Reading *reading)
{
    for (size_t i = 0; i < reading->head && i < ADOPTION_LINES; i++) {
        Str text = reading->lines[i].packed;
        if (str_has_prefix(text, STR("（")))
            text = str_slice(text, STR("（").len, text.len);
        StrBuf date = {0};
        size_t bytes = date_parse(text, &date);
        Str rest = str_slice(text, bytes, text.len);
        bool is_adopted =
            bytes && has_any(rest, (const char *const[]){"通过", "会议", "公布"}, 3);
        if (is_adopted && str_find(rest, STR("通过"), 0) != STR_NONE) {
            take_adopter(reading, rest, i);
            reading_set(reading, IMPRINT_DATE, strbuf_get(&date), IMPRINT_BY_ADOPTION, i);
        }
        if (is_adopted)
            take_promulgation(reading, rest, i);
        strbuf_clear(&date);
    }
}

/* ---- who issued it ----------------------------------------------------- */

/* 国务院文件 */
static void take_masthead(Reading *reading, size_t index)
{
    Str packed = reading->lines[index].packed;
    if (!str_has_suffix(packed, STR("文件")))
        return;
    Str body = str_slice(packed, 0, packed.len - STR("文件").len);
    if (is_body(body))
        reading_set(reading, IMPRINT_ISSUER, body, IMPRINT_BY_LINE, index);
}

/* 国务院关于…的意见 → 国务院; 国务院办公厅转发…关于…的通知 → 国务院办公厅 */
void read_title(Reading *reading)
{
    static const char *const verbs[] = {"关于", "關於", "印发", "转发", "批转", "公告"};
    size_t first = reading->title.len;
    StrBuf bodies = {0};
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        size_t at = str_find(reading->title, str_from(verbs[i]), 0);
        first = MIN(first, at);
    }
    if (first < reading->title.len &&
        imprint_take_bodies(str_slice(reading->title, 0, first), &bodies))
        reading_set(reading, IMPRINT_ISSUER, strbuf_get(&bodies), IMPRINT_BY_TITLE, 0);
    strbuf_clear(&bodies);
}

/* A masthead names only the first of several, so it goes last; and last of all a body
 * that stands above the title. */
void read_masthead(Reading *reading)
{
    size_t lines = MIN(reading->head, MASTHEAD_LINES);
    for (size_t i = 0; i < lines; i++)
        take_masthead(reading, i);
    for (size_t i = 0; i + 1 < lines; i++) {
        Str text = reading->lines[i].text;
        StrBuf bodies = {0};
        bool is_above_title = str_is_equal(reading->lines[i + 1].packed,
                                           imprint_pack(reading->title, reading->arena));
        if (is_above_title && imprint_take_bodies(text, &bodies))
            reading_set(reading, IMPRINT_ISSUER, strbuf_get(&bodies), IMPRINT_BY_LINE, i);
        strbuf_clear(&bodies);
    }
}

/* ---- who is addressed -------------------------------------------------- */

static bool is_addressed(Str body)
{
    static const char *const listed[] = {"各",   "有关",     "有關",
                                         "直属", "人民政府", "委员会"};
    static const char *const spoken[] = {"同志", "代表", "委员们", "朋友", "女士", "如下",
                                         "以下", "下列", "。",     "尊敬", "来宾"};
    StrBuf bodies = {0};
    bool is_list =
        has_any(body, listed, ARRAY_SIZE(listed)) || imprint_take_bodies(body, &bodies);
    strbuf_clear(&bodies);
    return is_list && !has_any(body, spoken, ARRAY_SIZE(spoken)) &&
           !numeral_parse(body, DIGITS, &(Numeral){0}); /* that is a heading */
}

/* 吴越人委员: the answer to a proposal goes to who made it. */
static bool is_proposer(const Reading *reading, Str body)
{
    static const char *const seats[] = {"委员", "代表"};
    for (size_t i = 0; i < ARRAY_SIZE(seats); i++)
        if (str_has_suffix(body, str_from(seats[i])) &&
            is_person(str_slice(body, 0, body.len - str_from(seats[i]).len)))
            return !reading_is_open(reading, IMPRINT_NUMBER);
    return false;
}

/* A list that runs over several lines ends each but the last in a comma. */
static size_t first_row(const Reading *reading, size_t last)
{
    size_t first = last;
    while (first > 0 && last - first + 1 < RECIPIENT_ROWS &&
           ends_with_any(reading->lines[first - 1].text,
                         (const char *const[]){"，", "、", ","}, 3))
        first--;
    return first;
}

void read_recipient(Reading *reading)
{
    for (size_t i = 0; i < reading->head && i < RECIPIENT_LINES; i++) {
        Str text = reading->lines[i].text;
        Str mark = str_has_suffix(text, STR("：")) ? STR("：") : STR(":");
        StrBuf all = {0};
        if (!str_has_suffix(text, mark) || reading->lines[i].codepoints < 4)
            continue;
        for (size_t j = first_row(reading, i); j <= i; j++)
            strbuf_append_str(&all, reading->lines[j].text);
        Str body = str_slice(strbuf_get(&all), 0, all.len - mark.len);
        if (is_addressed(body) || is_proposer(reading, body))
            reading_set(reading, IMPRINT_RECIPIENT, body, IMPRINT_BY_LINE, i);
        strbuf_clear(&all);
    }
}
