/* What people type for a name, and that it is among the first three.
 * The names are of the kinds a library holds: titles, headings, tags, actions. The
 * queries were written from the names by hand: initials, syllables in full and cut off,
 * mixed forms, traditional and simplified, readings that depend on the word.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/finder.h>

#define FORMS_MAX 5
#define WANTED_MIN 200 /* queries that the table holds at least */

static const struct {
    const char *name;
    const char *queries[FORMS_MAX];
} cases[] = {
    {"关于完善协商机制的意见", {"xsjz", "wsxsjz", "xieshangji", "xsjzyj"}},
    {"协商民主广泛多层发展", {"xsmz", "xieshangminzhu", "gfdc", "协商民主"}},
    {"重庆市城市更新条例", {"cqcs", "chongqing", "cqscsgx", "重庆 gx"}},
    {"银行业监督管理办法", {"yhy", "yinhang", "yhyjd", "yinhangye"}},
    {"长江保护法实施细则", {"cjbhf", "changjiang", "长江", "cjbhfss"}},
    {"校长负责制十问", {"xzfz", "xiaozhang", "xzfzz", "十问"}},
    {"会计法修订说明", {"kjf", "kuaiji", "kuaijifa", "kjfxd"}},
    {"音乐教育发展报告", {"yyjy", "yinyue", "yinyuejiaoyu", "yyjyfz"}},
    {"快乐阅读十二讲", {"klyd", "kuaile", "kuaileyuedu", "十二讲"}},
    {"朝阳区街道名录", {"cyq", "chaoyang", "cyqjd", "cyjdml"}},
    {"乐山大佛修缮工程", {"lsdf", "leshan", "lsdfxs", "乐山"}},
    {"女性就业权益保障", {"nxjy", "nvxing", "nuxing", "nxjyqy"}},
    {"旅游景区分级标准", {"lyjq", "lvyou", "luyou", "lvyoujingqu"}},
    {"绿色低碳转型路线图", {"lsdt", "lvse", "lvseditan", "ditan"}},
    {"国土空间规划 2035", {"gtkj", "gh2035", "2035", "guotukongjian"}},
    {"GDP 核算方法说明", {"gdp", "gdphs", "hesuan", "hsff"}},
    {"5G 基站建设补贴细则", {"5g", "5gjz", "jizhan", "jzjs"}},
    {"政府工作報告（二〇二四年）", {"zfgz", "政府工作报告", "zhengfugongzuo", "政府 报告"}},
    {"國務院關於教育的決定", {"gwy", "国务院", "guowuyuan", "gwyjy"}},
    {"臺灣府志校注", {"twfz", "taiwan", "台湾府志", "fuzhi"}},
    {"行为准则与纪律", {"xwzz", "xingwei", "xwzzjl", "行为"}},
    {"行业标准目录", {"hybz", "hangye", "hangyebiaozhun", "hybzml"}},
    {"数据要素市场化配置", {"sjys", "shujuyaosu", "sjysscpz", "ysscpz"}},
    {"调查研究方法十五讲", {"dcyj", "diaocha", "diaochayanjiu", "dcyjff"}},
    {"调解仲裁案例选", {"tjzc", "tiaojie", "tiaojiezhongcai", "zcal"}},
    {"传统村落保护名录", {"ctcl", "chuantong", "ctclbh", "cunluo"}},
    {"人物传记资料索引", {"rwzj", "renwuzhuanji", "zhuanji", "zlsy"}},
    {"处分条例释义", {"cft", "chufen", "cftl", "chufentiaoli"}},
    {"办事处联系方式", {"bsc", "banshichu", "bsclx", "lxfs"}},
    {"降水与干旱年报", {"jsgh", "jiangshui", "ganhan", "nianbao"}},
    {"投降书影印件", {"txs", "touxiang", "touxiangshu", "yyj"}},
    {"差旅费管理办法", {"clf", "chailv", "chailvfei", "clfgl"}},
    {"差异化考核方案", {"cyh", "chayihua", "cyhkh", "khfa"}},
    {"曾国藩家书选", {"zgf", "zengguofan", "zgfjs", "jiashu"}},
    {"单位预算公开模板", {"dwys", "danweiyusuan", "dwysgk", "mb"}},
    {"单县地方志", {"sxdfz", "shanxian", "difangzhi", "shanxiandfz"}},
    {"解放思想大讨论", {"jfsx", "jiefangsixiang", "dtl", "jfsxdtl"}},
    {"强迫交易罪的认定", {"qpjy", "qiangpo", "jyz", "rending"}},
    {"提案/办理/答复", {"ta", "tabl", "tian", "banli"}},
    {"提案/办理/督办", {"duban", "tabldb", "tabl db", "dub"}},
    {"社情民意信息", {"sqmy", "sheqing", "sqmyxx", "minyi"}},
    {"第一章 总则", {"dyz", "zongze", "diyizhang", "dyzzz"}},
    {"第二章 权利与义务", {"dez", "quanli", "qlyw", "第二章"}},
    {"附件三 联系人名单", {"fjs", "lianxiren", "lxrmd", "fujiansan"}},
    {"（三）加强组织领导", {"jqzz", "zuzhilingdao", "jqzzld", "三 jq"}},
    {"全部折叠", {"qbzd", "zhedie", "quanbuzhedie", "zd"}},
    {"导出摘录", {"dczl", "daochu", "daochuzhailu", "zhailu"}},
    {"参差不齐的统计口径", {"cc", "cenci", "tjkj", "cencibuqi"}},
    {"血液制品管理", {"xyzp", "xueye", "xueyezhipin", "xyzpgl"}},
    {"角色与职责", {"jszz", "juese", "jiaose", "jsyzz"}},
    {"模范单位评选", {"mfdw", "mofan", "mofandanwei", "mfdwpx"}},
    {"模样与尺寸图", {"mycc", "muyang", "chicun", "mycct"}},
};

/* Names that look like the others, so that a place among three means something. */
static const char *const others[] = {
    "协商工作简报",     "完善机制的思考",   "重要文件汇编",       "城市治理案例",
    "银川市志",         "长期护理保险",     "学校食堂管理",       "会议纪要汇编",
    "音像出版目录",     "快递条例",         "朝鲜战争史料",       "乐器分类",
    "女排精神",         "旅客须知",         "绿化条例",           "国家安全教育",
    "工作总结",         "政务公开",         "台账模板",           "行政处罚法",
    "数字经济白皮书",   "调研提纲",         "传染病防治法",       "处方管理",
    "办公用品清单",     "投资指南",         "差错登记",           "单证样本",
    "解释与答疑",       "强制执行",         "提纲",               "第三章 法律责任",
    "附则",             "全文检索",         "导航",               "参考文献",
    "信息公开年报",     "地方立法条例释义", "研究报告（征求意见稿）", "资料索引",
};

static bool is_among_first(Finder *finder, const char *query, const char *name)
{
    FinderMatch matches[3];
    size_t total;
    size_t count = finder_match(finder, str_from(query), matches, 3, &total);
    for (size_t i = 0; i < count; i++)
        if (str_is_equal(finder_get_name(finder, matches[i].index), str_from(name)))
            return true;
    return false;
}

static void what_people_type_finds_the_name_among_the_first_three(void **state)
{
    (void)state;
    Finder *finder = finder_new();
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        finder_add(finder, str_from(others[i]), 0);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        finder_add(finder, str_from(cases[i].name), 0);
    size_t asked = 0, missed = 0;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        for (size_t j = 0; j < FORMS_MAX && cases[i].queries[j]; j++) {
            asked++;
            if (is_among_first(finder, cases[i].queries[j], cases[i].name))
                continue;
            missed++;
            print_message("# %s: not %s\n", cases[i].queries[j], cases[i].name);
        }
    finder_free(finder);
    assert_true(asked >= WANTED_MIN);
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_type_finds_the_name_among_the_first_three),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
