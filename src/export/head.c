/* What the first and the last paragraphs tell of a document.
 *
 * Official papers are built by GB/T 9704: number, title, addressees, body, signature and
 * date; pages of sites name the same with labels (发文机关：); articles have a line with
 * their author under the title. Only what stands by itself counts: a number or a date
 * inside a sentence is of another paper.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#define HEAD_BLOCKS 40
#define TAIL_BLOCKS 14
#define LINE_MAX_BYTES 600 /* longer ones are running text */
#define SHORT_MAX_CODEPOINTS 40
#define NAME_MAX_CODEPOINTS 26 /* of a body that signs */
#define VALUE_MAX_BYTES 240
#define DIGITS (NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC))

typedef struct Line {
    Str text; /* trimmed; arena */
    size_t codepoints;
} Line;

typedef struct Head {
    Arena *arena;
    Line lines[HEAD_BLOCKS + TAIL_BLOCKS];
    size_t count;
    size_t head, tail; /* lines of the beginning; first of the end: they may overlap */
    DocumentFields *fields;
} Head;

/* ---- lines ------------------------------------------------------------------------- */

static void add_line(Head *head, Document *document, uint32_t block)
{
    Str text = text_trim(document_get_text(document, block));
    if (!text.len || text.len > LINE_MAX_BYTES)
        text = (Str){0};
    Line line = {arena_str(head->arena, text), utf8_count_codepoints(text)};
    head->lines[head->count++] = line;
}

static void read_lines(Head *head, Document *document)
{
    uint32_t count = document->block_count;
    uint32_t first = MIN(count, HEAD_BLOCKS);
    for (uint32_t i = 0; i < first; i++)
        add_line(head, document, i);
    uint32_t from = count > TAIL_BLOCKS ? count - TAIL_BLOCKS : 1;
    head->head = first;
    head->tail = from < first ? from : first;
    for (uint32_t i = MAX(first, from); i < count; i++)
        add_line(head, document, i);
    document_trim(document);
}

static Str without_blanks(Str text, Arena *arena)
{
    StrBuf packed = {0};
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (!text_is_space(codepoint))
            strbuf_append_codepoint(&packed, codepoint);
    }
    Str kept = arena_str(arena, strbuf_get(&packed));
    strbuf_clear(&packed);
    return kept;
}

static bool has_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(text, str_from(words[i]), 0) != STR_NONE)
            return true;
    return false;
}

static bool ends_with_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_has_suffix(text, str_from(words[i])))
            return true;
    return false;
}

/* What sites write where they do not know. */
static bool is_nobody(Str value)
{
    static const char *const words[] = {"佚名", "网络", "网络整理", "互联网", "本站",
                                        "未知", "不详", "原创",     "转载",   "无"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_is_equal(value, str_from(words[i])))
            return true;
    return false;
}

static bool is_open(const Head *head, ExportField field)
{
    return head->fields->values[field].len == 0;
}

static void set(Head *head, ExportField field, Str value)
{
    value = text_trim(value);
    if (is_open(head, field) && value.len && value.len <= VALUE_MAX_BYTES &&
        !is_nobody(value))
        head->fields->values[field] = arena_str(head->arena, value);
}

static bool set_date(Head *head, Str text)
{
    StrBuf date = {0};
    bool is_date = date_parse(text_trim(text), &date) > 0;
    if (is_date)
        set(head, FIELD_DATE, strbuf_get(&date));
    strbuf_clear(&date);
    return is_date;
}

/* ---- numbers: 国发〔2024〕3号
 * ----------------------------------------------------------- */

static const char *const year_marks[][2] = {
    {"〔", "〕"}, {"［", "］"}, {"[", "]"},   {"（", "）"}, {"(", ")"},
    {"【", "】"}, {"﹝", "﹞"}, {"〈", "〉"}, {"{", "}"},
};

/* 〔2024〕3号 at the start; gives the bytes, and the number as it should be written. */
static size_t take_year_number(Str text, StrBuf *number)
{
    for (size_t i = 0; i < ARRAY_SIZE(year_marks); i++) {
        Str open = str_from(year_marks[i][0]), close = str_from(year_marks[i][1]);
        if (!str_has_prefix(text, open))
            continue;
        Numeral year, serial;
        size_t at = open.len;
        if (!numeral_parse(str_slice(text, at, text.len), DIGITS, &year) ||
            year.system != NUMERAL_ARABIC || year.value < 1900 || year.value > 2999)
            return 0;
        at += year.len_bytes;
        if (!str_has_prefix(str_slice(text, at, text.len), close))
            return 0;
        at += close.len;
        if (str_has_prefix(str_slice(text, at, text.len), STR("第")))
            at += STR("第").len;
        if (!numeral_parse(str_slice(text, at, text.len), DIGITS, &serial))
            return 0;
        at += serial.len_bytes;
        if (!str_has_prefix(str_slice(text, at, text.len), STR("号")))
            return 0;
        strbuf_appendf(number, "〔%u〕%u号", year.value, serial.value);
        return at + STR("号").len;
    }
    return 0;
}

/* A line that holds a number, and little else: 国务院文件　国发〔2024〕3号　签发人：… */
static bool find_number(Str packed, StrBuf *number)
{
    for (size_t off = 0; off < packed.len;) {
        StrBuf tail = {0};
        size_t start = off;
        utf8_next(packed, &off);
        if (!take_year_number(str_slice(packed, start, packed.len), &tail))
            continue;
        size_t from = start, codepoints = 0;
        while (from > 0 && codepoints < 16) {
            size_t before = from;
            char32_t codepoint = utf8_previous(packed, &before);
            bool is_sign = text_is_han(codepoint) || codepoint == U'-' ||
                           (codepoint < 0x80 && !text_is_punctuation(codepoint));
            if (!is_sign)
                break;
            from = before;
            codepoints++;
        }
        Str sign = str_slice(packed, from, start);
        size_t paper = str_find(sign, STR("文件"), 0);
        if (paper != STR_NONE)
            sign = str_slice(sign, paper + STR("文件").len, sign.len);
        if (sign.len) {
            strbuf_append_str(number, sign);
            strbuf_append_str(number, strbuf_get(&tail));
        }
        strbuf_clear(&tail);
        return sign.len > 0;
    }
    return false;
}

static bool is_sentence(Str text)
{
    static const char *const marks[] = {"。", "；", "《", "“"};
    return has_any(text, marks, ARRAY_SIZE(marks));
}

/* 中华人民共和国国务院令, then 第732号 in the same line or the next. */
static bool find_order(Head *head, size_t index, Str packed)
{
    static const char *const orders[] = {"令", "公告", "公报"};
    size_t at = str_find(packed, STR("第"), 0);
    Str body = at == STR_NONE ? packed : str_slice(packed, 0, at);
    if (!ends_with_any(body, orders, ARRAY_SIZE(orders)) || is_sentence(packed))
        return false;
    Str rest = at == STR_NONE && index + 1 < head->count
                   ? without_blanks(head->lines[index + 1].text, head->arena)
                   : str_slice(packed, body.len, packed.len);
    Numeral serial;
    Str behind = str_slice(rest, STR("第").len, rest.len);
    if (!str_has_prefix(rest, STR("第")) || !numeral_parse(behind, DIGITS, &serial) ||
        !str_is_equal(str_slice(behind, serial.len_bytes, behind.len), STR("号")))
        return false;
    StrBuf number = {0};
    strbuf_append_str(&number, body);
    strbuf_append_str(&number, rest);
    set(head, FIELD_NUMBER, strbuf_get(&number));
    strbuf_clear(&number);
    if (str_has_suffix(body, STR("令")))
        set(head, FIELD_ISSUER, str_slice(body, 0, body.len - STR("令").len));
    return true;
}

static void recognise_number(Head *head)
{
    for (size_t i = 0; i < head->head && i < 15 && is_open(head, FIELD_NUMBER); i++) {
        const Line *line = &head->lines[i];
        Str packed = without_blanks(line->text, head->arena);
        StrBuf number = {0};
        if (line->codepoints > SHORT_MAX_CODEPOINTS || is_sentence(packed))
            continue;
        if (find_number(packed, &number))
            set(head, FIELD_NUMBER, strbuf_get(&number));
        else
            find_order(head, i, packed);
        strbuf_clear(&number);
    }
}

/* ---- labels: 发文机关：国务院
 * ----------------------------------------------------------- */

typedef struct Label {
    const char *text;
    ExportField field;
} Label;
/* The better ones first: a page may have a date of the paper and one of the page. */
static const Label labels[] = {
    {"发文机关", FIELD_ISSUER},    {"发文单位", FIELD_ISSUER},
    {"制定机关", FIELD_ISSUER},    {"发布机关", FIELD_ISSUER},
    {"发布机构", FIELD_ISSUER},    {"发布单位", FIELD_ISSUER},
    {"公布机关", FIELD_ISSUER},    {"颁布单位", FIELD_ISSUER},
    {"发文字号", FIELD_NUMBER},    {"发文文号", FIELD_NUMBER},
    {"发文号", FIELD_NUMBER},      {"文号", FIELD_NUMBER},
    {"字号", FIELD_NUMBER},        {"成文日期", FIELD_DATE},
    {"印发日期", FIELD_DATE},      {"发文日期", FIELD_DATE},
    {"公布日期", FIELD_DATE},      {"颁布日期", FIELD_DATE},
    {"生成日期", FIELD_DATE},      {"发布日期", FIELD_DATE},
    {"发布时间", FIELD_DATE},      {"日期", FIELD_DATE},
    {"时间", FIELD_DATE},          {"主送机关", FIELD_RECIPIENT},
    {"主送单位", FIELD_RECIPIENT}, {"主送", FIELD_RECIPIENT},
    {"作者", FIELD_AUTHOR},        {"作　者", FIELD_AUTHOR},
    {"撰稿", FIELD_AUTHOR},        {"撰文", FIELD_AUTHOR},
    {"文章来源", FIELD_SOURCE},    {"信息来源", FIELD_SOURCE},
    {"稿件来源", FIELD_SOURCE},    {"稿源", FIELD_SOURCE},
    {"来源", FIELD_SOURCE},        {"来　源", FIELD_SOURCE},
};

static bool is_boundary(Str text, size_t at)
{
    if (!at)
        return true;
    char32_t before = utf8_previous(text, &at);
    return text_is_space(before) || text_is_opening(before) || before == U'|' ||
           before == U'｜' || before == U'/' || before == U'【' || before == U'；';
}

static size_t skip_colon(Str text, size_t at)
{
    at = text_skip_space(text, at);
    Str rest = str_slice(text, at, text.len);
    if (str_has_prefix(rest, STR("：")))
        return at + STR("：").len;
    if (str_has_prefix(rest, STR(":")))
        return at + 1;
    if (str_has_prefix(rest, STR("】")))
        return at + STR("】").len;
    return STR_NONE;
}

/* The bytes of a value: up to a wide blank, a bar, a bracket, or the next label. */
static size_t value_end(Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t codepoint = utf8_next(text, &off);
        Str rest = str_slice(text, start, text.len);
        if (codepoint == U'|' || codepoint == U'｜' || codepoint == U'\t' ||
            codepoint == U'】' || codepoint == U'；' || str_has_prefix(rest, STR("  ")))
            return start;
        if (!text_is_space(codepoint))
            continue;
        size_t word = start, codepoints = 0;
        while (word < text.len && codepoints < 12) {
            char32_t next = utf8_next(text, &word);
            codepoints++;
            if (next == U'：' || (next == U':' && codepoints > 3))
                return start;
            if (codepoints > 1 && text_is_space(next))
                break;
        }
    }
    return text.len;
}

/* A bracket that was opened before the label closes behind the value. */
static Str without_closing(Str value)
{
    static const char *const pairs[][2] = {{"（", "）"}, {"(", ")"}, {"[", "]"}};
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        size_t close = str_find(value, str_from(pairs[i][1]), 0);
        size_t open = str_find(value, str_from(pairs[i][0]), 0);
        if (close != STR_NONE && (open == STR_NONE || open > close))
            value = str_slice(value, 0, close);
    }
    return text_trim(value);
}

static bool is_label_line(Str text)
{
    return str_has_suffix(text, STR("：")) || str_has_suffix(text, STR(":"));
}

static void take_value(Head *head, ExportField field, Str value)
{
    StrBuf number = {0};
    if (field == FIELD_DATE) {
        set_date(head, value);
    } else if (field == FIELD_NUMBER &&
               find_number(without_blanks(value, head->arena), &number)) {
        set(head, field, strbuf_get(&number));
    } else if (field != FIELD_NUMBER || utf8_count_codepoints(value) >= 4) {
        set(head, field, value);
    }
    strbuf_clear(&number);
}

static void take_label(Head *head, const Label *label, size_t index)
{
    Str text = head->lines[index].text;
    size_t at = str_find(text, str_from(label->text), 0);
    if (at == STR_NONE || !is_boundary(text, at))
        return;
    size_t behind = skip_colon(text, at + str_from(label->text).len);
    if (behind == STR_NONE)
        return;
    Str value = text_trim(str_slice(text, behind, text.len));
    value = without_closing(str_slice(value, 0, value_end(value)));
    if (!value.len && index + 1 < head->count && behind >= text.len &&
        !is_label_line(head->lines[index + 1].text) &&
        head->lines[index + 1].codepoints <= SHORT_MAX_CODEPOINTS)
        value = head->lines[index + 1].text; /* a cell of its own */
    bool is_running = utf8_count_codepoints(value) > SHORT_MAX_CODEPOINTS &&
                      label->field != FIELD_RECIPIENT;
    if (!is_running)
        take_value(head, label->field, value);
}

static void recognise_labels(Head *head)
{
    for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
        for (size_t line = 0; line < head->count && is_open(head, labels[i].field);
             line++)
            take_label(head, &labels[i], line);
}

/* ---- bodies ---------------------------------------------------------------------------
 */

static bool is_body(Str name)
{
    static const char *const ends[] = {
        "院", "府", "部", "委", "厅",   "局",   "办",   "室", "会",   "署", "司", "处",
        "行", "社", "团", "校", "大学", "公司", "中心", "组", "政协", "军", "科",
    };
    size_t codepoints = utf8_count_codepoints(name);
    for (size_t off = 0; off < name.len;) {
        char32_t codepoint = utf8_next(name, &off);
        if (!text_is_han(codepoint) && codepoint != U'、' && codepoint != U'（' &&
            codepoint != U'）' && !text_is_space(codepoint))
            return false;
    }
    return codepoints >= 3 && codepoints <= NAME_MAX_CODEPOINTS &&
           ends_with_any(name, ends, ARRAY_SIZE(ends));
}

/* 国务院关于…的意见 → 国务院; 国务院办公厅转发… */
static void recognise_issuer(Head *head)
{
    static const char *const verbs[] = {"关于", "印发", "转发", "批转", "办公厅关于"};
    for (size_t i = 0; i < head->head && i < 8 && is_open(head, FIELD_ISSUER); i++) {
        Str packed = without_blanks(head->lines[i].text, head->arena);
        if (str_has_suffix(packed, STR("文件")) && packed.len > STR("文件").len) {
            Str body = str_slice(packed, 0, packed.len - STR("文件").len);
            if (is_body(body))
                set(head, FIELD_ISSUER, body);
        }
    }
    Str title = without_blanks(head->fields->values[FIELD_TITLE], head->arena);
    for (size_t i = 0; i < ARRAY_SIZE(verbs) && is_open(head, FIELD_ISSUER); i++) {
        size_t at = str_find(title, str_from(verbs[i]), 0);
        if (at == STR_NONE || at == 0)
            continue;
        if (is_body(str_slice(title, 0, at)))
            set(head, FIELD_ISSUER,
                text_trim(str_slice(head->fields->values[FIELD_TITLE], 0,
                                    at == str_find(head->fields->values[FIELD_TITLE],
                                                   str_from(verbs[i]), 0)
                                        ? at
                                        : 0)));
    }
}

/* A line that is a date and nothing more, in brackets or not. */
static bool is_date_line(Str text, StrBuf *date)
{
    static const char *const brackets[][2] = {{"（", "）"}, {"(", ")"}};
    for (size_t i = 0; i < ARRAY_SIZE(brackets); i++) {
        Str open = str_from(brackets[i][0]), close = str_from(brackets[i][1]);
        if (str_has_prefix(text, open) && str_has_suffix(text, close))
            text = text_trim(str_slice(text, open.len, text.len - close.len));
    }
    size_t bytes = date_parse(text, date);
    Str rest = text_trim(str_slice(text, bytes, text.len));
    size_t codepoints = utf8_count_codepoints(rest);
    /* 2024-05-24 16:13; （2024年1月5日 国务院令第732号公布） */
    if (bytes && (codepoints == 0 || (codepoints <= 8 && str_is_ascii(rest)) ||
                  str_has_suffix(rest, STR("公布")) || str_has_suffix(rest, STR("通过"))))
        return true;
    strbuf_reset(date);
    return false;
}

/* The signature: a body, then a date, near the end. */
static void recognise_signature(Head *head)
{
    for (size_t i = head->count; i-- > head->tail;) {
        StrBuf date = {0};
        Str packed = without_blanks(head->lines[i].text, head->arena);
        bool is_date = head->lines[i].codepoints <= SHORT_MAX_CODEPOINTS &&
                       is_date_line(packed, &date);
        if (is_date) {
            Str body = i > 0 ? head->lines[i - 1].text : (Str){0};
            bool is_signed = is_body(body);
            if (is_signed)
                set(head, FIELD_ISSUER, body);
            if (is_signed || is_open(head, FIELD_DATE))
                set(head, FIELD_DATE, strbuf_get(&date));
        }
        strbuf_clear(&date);
        if (is_date)
            return;
    }
}

static void recognise_head_date(Head *head)
{
    for (size_t i = 0; i < head->head && i < 12 && is_open(head, FIELD_DATE); i++) {
        StrBuf date = {0};
        if (head->lines[i].codepoints <= 2 * SHORT_MAX_CODEPOINTS &&
            is_date_line(head->lines[i].text, &date))
            set(head, FIELD_DATE, strbuf_get(&date));
        strbuf_clear(&date);
    }
    /* 2024年05月24日 16:13 来源：新华社 */
    for (size_t i = 0; i < head->head && i < 12 && is_open(head, FIELD_DATE); i++)
        if (head->lines[i].codepoints <= 2 * SHORT_MAX_CODEPOINTS &&
            !is_sentence(head->lines[i].text) &&
            has_any(head->lines[i].text, (const char *const[]){"来源", "作者", "浏览"},
                    3))
            set_date(head, head->lines[i].text);
}

/* ---- addressees
 * -------------------------------------------------------------------------- */

static void recognise_recipient(Head *head)
{
    static const char *const listed[] = {"各", "有关", "直属", "人民政府", "委员会"};
    static const char *const spoken[] = {"同志", "代表", "委员们", "朋友", "女士",
                                         "如下", "以下", "下列",   "。",   "尊敬"};
    for (size_t i = 0; i < head->head && i < 16 && is_open(head, FIELD_RECIPIENT); i++) {
        Str text = head->lines[i].text;
        Str mark = str_has_suffix(text, STR("：")) ? STR("：") : STR(":");
        if (!str_has_suffix(text, mark) || head->lines[i].codepoints < 4)
            continue;
        Str body = str_slice(text, 0, text.len - mark.len);
        if (numeral_parse(body, DIGITS, &(Numeral){0}))
            continue; /* a heading */
        bool is_list = has_any(body, listed, ARRAY_SIZE(listed)) ||
                       is_body(without_blanks(body, head->arena));
        if (is_list && !has_any(body, spoken, ARRAY_SIZE(spoken)))
            set(head, FIELD_RECIPIENT, body);
    }
}

/* ---- authors
 * ------------------------------------------------------------------------------ */

/* The hundred commonest family names and some more, and those of two characters. */
static const char surnames[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜"
    "叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙段史陶贺"
    "毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季鲁傅习温俞章葛柳霍安梅盛童殷骆穆华费"
    "欧";

static bool is_person(Str name)
{
    size_t off = 0, codepoints = utf8_count_codepoints(name);
    if (codepoints < 2 || codepoints > 4)
        return false;
    utf8_next(name, &off);
    if (str_find(str_from(surnames), str_slice(name, 0, off), 0) == STR_NONE)
        return false;
    for (size_t at = 0; at < name.len;)
        if (!text_is_han(utf8_next(name, &at)))
            return false;
    return true;
}

/* 张三; 张　三; 张三　李四; 张三、李四. Gives the names joined by 、. */
static bool take_persons(Str text, Arena *arena, StrBuf *names)
{
    Str packed = without_blanks(text, arena);
    if (is_person(packed) && utf8_count_codepoints(packed) <= 3) {
        strbuf_append_str(names, packed);
        return true;
    }
    size_t start = 0;
    while (start < text.len) {
        size_t end = start, next = start;
        while (next < text.len) {
            char32_t codepoint = utf8_next(text, &next);
            if (text_is_space(codepoint) || codepoint == U'、' || codepoint == U'，')
                break;
            end = next;
        }
        Str name = str_slice(text, start, end);
        if (name.len && !is_person(name))
            return false;
        if (name.len) {
            strbuf_append_text(names, names->len ? "、" : "");
            strbuf_append_str(names, name);
        }
        start = next;
    }
    return names->len > 0;
}

static void recognise_author(Head *head)
{
    static const char *const titles[] = {"本报记者", "新华社记者", "记者",
                                         "文/",      "文／",       "本报评论员"};
    for (size_t i = 1; i < head->head && i < 6 && is_open(head, FIELD_AUTHOR); i++) {
        Str text = head->lines[i].text;
        if (!text.len || head->lines[i].codepoints > SHORT_MAX_CODEPOINTS)
            continue;
        for (size_t j = 0; j < ARRAY_SIZE(titles); j++)
            if (str_has_prefix(text, str_from(titles[j])))
                text = text_trim(str_slice(text, str_from(titles[j]).len, text.len));
        StrBuf names = {0};
        if (take_persons(text, head->arena, &names))
            set(head, FIELD_AUTHOR, strbuf_get(&names));
        strbuf_clear(&names);
    }
}

/* ---- all of them
 * ---------------------------------------------------------------------------- */

void fields_recognise(Document *document, Arena *arena, DocumentFields *fields)
{
    Head *head = arena_alloc(arena, sizeof(*head));
    head->arena = arena;
    head->fields = fields;
    read_lines(head, document);
    recognise_labels(head);
    recognise_number(head);
    recognise_signature(head);
    recognise_head_date(head);
    recognise_issuer(head);
    recognise_recipient(head);
    recognise_author(head);
}
