// SPDX-License-Identifier: Apache-2.0
#include "engine/input/explain.hpp"

#include <algorithm>
#include <vector>

#include "engine/input/codes.hpp"

namespace tocsin {
namespace {

std::vector<CodeExplanation> about_files() {
  return {
      {codes::kMissingFile,
       {"A file that is not there", "文件不存在"},
       {"A file named on the command line or in another file cannot be found. Paths in a file count from the folder of "
        "that file.",
        "命令行或其他文件中引用的文件找不到。文件内的路径相对于该文件所在文件夹。"},
       "town: ../towns/two-bridge",
       {"Check the spelling; the hint names the nearest file in that folder.",
        "请检查拼写；提示中给出该文件夹内最接近的文件名。"}},
      {codes::kUnreadableFile,
       {"A file that cannot be read", "文件无法读取"},
       {"The file exists but is a folder, too large, or may not be read by you.",
        "文件存在，但它是文件夹、过大或没有读取权限。"},
       "tocsin check scenarios/",
       {"Name the file itself, or change its permissions.", "请指定文件本身，或修改其权限。"}},
      {codes::kEncoding,
       {"Bytes that are not text", "字节不是文本"},
       {"YAML files are UTF-8. Tables are UTF-8 or GB18030. Anything else, and control characters, would turn into "
        "wrong "
        "names, so the file is refused.",
        "YAML 文件须为 UTF-8；表格可为 UTF-8 或 GB18030。其他编码和控制字符会导致名称错误，因此拒绝读取。"},
       "name: \\xD1\\xF2\\xBD\\xC7      (GB18030 in a YAML file)",
       {"Save the file as UTF-8; in a spreadsheet choose 'CSV UTF-8'.",
        "请将文件另存为 UTF-8；表格软件中请选“CSV UTF-8”。"}},
      {codes::kSyntax,
       {"Not YAML, not CSV or not XML", "不符合 YAML、CSV 或 XML 格式"},
       {"The file cannot be taken apart: a bracket or quotation mark is open, the indentation does not fit, a tab "
        "indents, or a value runs on over the next line.",
        "文件结构无法解析：括号或引号未闭合、缩进不一致、使用了制表符缩进，或某个值延续到下一行。"},
       "exercise:\n\tduration: 4 h",
       {"Look at the place shown and the line above it. Indent with blanks; put text with ': ' or '#' in quotes.",
        "请查看所示位置及其上一行。用空格缩进；含“: ”或“#”的文字加引号。"}},
      {codes::kUnsupportedYaml,
       {"YAML that Tocsin does not read", "不支持的 YAML 功能"},
       {"Anchors, aliases, tags, the merge key '<<', keys that are lists, and several documents in one file are "
        "refused: "
        "readers disagree about them, and a planner should see every value where it holds.",
        "不支持锚点、别名、标签、合并键“<<"
        "”、列表作键以及一个文件含多个文档：各种程序处理不一，且每个数值都应就地可见。"},
       "flood: &base {peak_depth: 2 m}",
       {"Write the value out, or override it once in the library.", "请直接写出数值，或在参数库中统一覆盖。"}},
      {codes::kUnreadableLog,
       {"An event log that cannot be read", "事件日志无法读取"},
       {"A stored log of a run is damaged or was written by another version.",
        "某次运行存储的日志已损坏，或由其他版本写出。"},
       "tocsin measures runs/first-siren",
       {"Regenerate it with `tocsin replay`.", "请用 `tocsin replay` 重新生成。"}},
  };
}

std::vector<CodeExplanation> about_keys() {
  return {
      {codes::kDuplicateKey,
       {"A key given twice", "键重复"},
       {"Two values for the same key: one of them would be ignored silently.",
        "同一个键出现两次，其中一个值会被悄悄忽略。"},
       "range: 500 m\nrange: 800 m",
       {"Delete one; the hint names the line of the first.", "请删除其一；提示中给出首次出现的行。"}},
      {codes::kUnknownKey,
       {"A key nobody reads", "未知的键"},
       {"Keys are never ignored: a misspelt one would leave its default in force without a word.",
        "任何键都不会被忽略：拼错的键会使默认值悄悄生效。"},
       "rnage: 500 m",
       {"Take the name in the hint, or see the reference of the section (`tocsin schema`).",
        "请采用提示中的名称，或查阅该节的说明（`tocsin schema`）。"}},
      {codes::kMissingKey,
       {"A required key is missing", "缺少必填的键"},
       {"This entry cannot work without the key, and there is no sensible default.",
        "该条目缺少此键无法使用，且没有合理的默认值。"},
       "- kind: siren\n  id: town-hall        (no station)",
       {"Add it; the hint shows an example.", "请补上；提示中有示例。"}},
      {codes::kMissingValue,
       {"A key without a value", "键没有值"},
       {"The key is there and nothing follows it, or the whole file is empty.", "键后没有内容，或整个文件为空。"},
       "range:",
       {"Write the value, or delete the key to get the default.", "请写出数值；若要用默认值，请删除该键。"}},
  };
}

std::vector<CodeExplanation> about_values() {
  return {
      {codes::kWrongType,
       {"A value of the wrong form", "值的形式不对"},
       {"A list, a group of keys or a single value stands where another of these is wanted.",
        "该处需要列表、键值组或单个值之一，却写成了另一种形式。"},
       "zones: riverside",
       {"A list is written [a, b] or as lines that begin with '-'.", "列表写作 [a, b]，或以“-”开头的若干行。"}},
      {codes::kBadNumber,
       {"Not a number", "不是数值"},
       {"A number has digits, at most one '.', and perhaps an exponent. Separators, leading zeros, full-width digits "
        "and "
        "'+' are refused because they are read differently in different places.",
        "数值由数字、至多一个“.”及可选指数组成。不接受千位分隔符、前导零、全角数字和“+”，因为各处读法不同。"},
       "population: 1,234",
       {"Write 1234. In tables the unit belongs into the column name.", "请写成 1234。表格中的单位应写在列名里。"}},
      {codes::kBadTime,
       {"Not a date and time", "不是日期和时间"},
       {"Dates are written year-month-day hour:minute, on a 24-hour clock.", "日期写作“年-月-日 时:分”，24 小时制。"},
       "starts: 5 July, 2 am",
       {"Write 2026-07-05 02:00.", "请写成 2026-07-05 02:00。"}},
      {codes::kBadTarget,
       {"Not a target", "不是指标要求"},
       {"A target says whether more or less is better, and how much: 'at least' or 'at most', a number, its unit.",
        "指标要求须说明方向和数值：“至少”或“不超过”，后接数值和单位。"},
       "target: 90 %",
       {"Write 'at least 90 %' or '至少 90 %'.", "请写成“at least 90 %”或“至少 90 %”。"}},
      {codes::kUnknownChoice,
       {"A word that is not offered", "不在可选范围内"},
       {"The key takes one of a few words.", "该键只能取若干固定词语之一。"},
       "mode: cra",
       {"Take one of the words listed under 'expected'.", "请从“应为”所列词语中选用。"}},
      {codes::kUnknownKind,
       {"A kind that does not exist", "未知的 kind"},
       {"Every entry of a section says what kind it is; this kind is not in the catalog.",
        "每个条目须注明 kind；目录中没有这一种。"},
       "- kind: sirene",
       {"See `tocsin models` for the kinds of each section.", "各节可用的 kind 见 `tocsin models`。"}},
  };
}

std::vector<CodeExplanation> about_quantities() {
  return {
      {codes::kMissingUnit,
       {"A quantity without unit", "数量没有单位"},
       {"800 may be meters or feet, 30 may be minutes or seconds: every quantity says its unit.",
        "800 可能是米也可能是英尺，30 可能是分钟也可能是秒：每个数量都须写明单位。"},
       "range: 800",
       {"Write 800 m (or 800 米).", "请写成 800 m（或 800 米）。"}},
      {codes::kUnknownUnit,
       {"A unit Tocsin does not know", "未知的单位"},
       {"The text after the number is not a unit in English or Chinese.", "数字后的文字不是可识别的中英文单位。"},
       "speed: 30 km/hr",
       {"Take one of the units listed under 'expected'; letters count (m is not M).",
        "请采用“应为”所列单位；区分大小写（m 与 M 不同）。"}},
      {codes::kWrongDimension,
       {"A unit of something else", "单位的量纲不对"},
       {"The unit is known but measures something else: a speed where a length is wanted.",
        "单位可识别，但度量的是另一种量：例如应为长度却写了速度。"},
       "range: 50 km/h",
       {"Check which key the value belongs to.", "请检查该数值应属于哪个键。"}},
      {codes::kOutOfRange,
       {"Outside the permitted interval", "超出允许范围"},
       {"The number is impossible or so unusual that it is almost surely a slip (a share above 100 %, a negative "
        "duration, an inject after the end).",
        "该数值不可能或极不寻常，多半是笔误（比例超过 100 %、时长为负、导调在演练结束之后）。"},
       "share: 900 %",
       {"Take a value in the interval shown.", "请取所示范围内的值。"}},
      {codes::kImplausible,
       {"Outside the plausible range (a warning)", "超出合理范围（警告）"},
       {"The value is possible, but outside the range that the library gives for it with a source. The drill runs.",
        "该数值可以使用，但超出参数库给出的（注明出处的）合理范围。演练照常进行。"},
       "front_speed: 60 m/s",
       {"Check the unit and the digits. If the value is meant, keep it; a range of your own goes into the section "
        "library.",
        "请核对单位和数字；确有依据即可保留，也可在 library 一节中改写该范围。"}},
  };
}

std::vector<CodeExplanation> about_entries() {
  return {
      {codes::kUnknownReference,
       {"A name that belongs to nothing", "引用的名称不存在"},
       {"The value names a place, team or other entry that neither the town nor the scenario has.",
        "该值引用了城镇或场景中不存在的地点、队伍或条目。"},
       "station: town_hal",
       {"Take the name in the hint, or add the entry to its table.", "请采用提示中的名称，或在相应表格中补充该条目。"}},
      {codes::kDuplicateId,
       {"Two entries with the same id", "编号重复"},
       {"Ids are how other lines refer to an entry; two of the same make that ambiguous.",
        "其他行以编号引用条目，编号重复会产生歧义。"},
       "id,name\nS1,School\nS1,Town hall",
       {"Rename one; the hint names the line of the first.", "请更改其一；提示中给出首次出现的行。"}},
      {codes::kUnreachable,
       {"No road leads there", "道路不可达"},
       {"A facility or zone cannot be reached over the road network from where it is needed.",
        "某设施或分区无法通过道路网到达。"},
       "a shelter on an isolated piece of road",
       {"Check its junction and the roads around it; join the pieces, or move it to the nearest junction.",
        "请检查其路口及周边道路；连通路网，或将其移至最近的路口。"}},
      {codes::kInconsistent,
       {"Two values that cannot both hold", "数据相互矛盾"},
       {"Each value is fine alone, together they contradict each other.", "各自均可，合在一起则矛盾。"},
       "low: 3 min\nhigh: 1 min",
       {"Correct the one that is wrong; both places are named.", "请更正其中有误的一个；两处位置均已给出。"}},
      {codes::kPlanWeakness,
       {"A plan that will fail somewhere", "预案存在隐患"},
       {"The plan can be run, but the check-up found where it will not hold: a shelter in the water, a way that the "
        "drill "
        "cuts, one person in two posts, nobody to stand in at night, a team promised twice, a village that no radio "
        "and "
        "no road reaches, a deadline that nobody can keep.",
        "预案可以推演，但体检发现薄弱环节：避难场所位于危险区、转移路线会被切断、一人兼任两岗、夜间无备份人员、"
        "队伍重复调用、通信或道路不可达、时限无法完成等。"},
       "deadline: 2 min      (the order alone travels for 9 min)",
       {"Change the plan, or leave it: the drill then shows what comes of it.",
        "请修改预案；也可保留，由推演结果说明后果。"}},
  };
}

std::vector<CodeExplanation> about_tables() {
  return {
      {codes::kEmptyTable,
       {"A table without rows", "表格为空"},
       {"The file is empty or has a header only. A table that is not needed is left out altogether.",
        "文件为空或只有表头。不需要的表格请直接省略。"},
       "id,name",
       {"Fill in the rows, or delete the file and its mention.", "请补充数据，或删除该文件及其引用。"}},
      {codes::kRaggedRow,
       {"A row of the wrong width", "行的列数不对"},
       {"Each row has as many cells as the header; otherwise values slip into the wrong column.",
        "每行的单元格数须与表头一致，否则数值会错列。"},
       "id,name\nS1,School, primary",
       {"Put a cell that contains a comma in quotes: \"School, primary\".",
        "含逗号的单元格请加引号：\"School, primary\"。"}},
      {codes::kMissingColumn,
       {"A required column is missing", "缺少必需的列"},
       {"The table cannot be used without the column. The header must be the first line.",
        "缺少该列则表格无法使用。表头必须在第一行。"},
       "name,length_m        (no id)",
       {"Add the column under its name or one of its aliases.", "请以其列名或别名补上该列。"}},
      {codes::kUnknownColumn,
       {"A column nobody reads", "未知的列"},
       {"Columns are never ignored: a misspelt one would be lost silently.",
        "任何列都不会被忽略：拼错的列会被悄悄丢弃。"},
       "id,lenght_m",
       {"Take the name in the hint, or delete the column.", "请采用提示中的列名，或删除该列。"}},
      {codes::kDuplicateColumn,
       {"A column given twice", "列重复"},
       {"Two columns have the same name, or one is another name of the other.", "两列同名，或互为别名。"},
       "id,编号,name",
       {"Keep one.", "请只保留一列。"}},
      {codes::kMissingCell,
       {"An empty cell that is needed", "必填单元格为空"},
       {"A required column is empty in this row, or a column has no name.", "必填列在该行为空，或某列没有列名。"},
       "id,name\n,School",
       {"Fill in the cell.", "请填写该单元格。"}},
  };
}

std::vector<CodeExplanation> about_alerts() {
  return {
      {codes::kRefusedXml,
       {"XML that is never read", "拒绝读取的 XML"},
       {"A document type (DOCTYPE) can make a program fetch files from elsewhere or multiply a text without end; "
        "warnings "
        "need neither. Nesting and number of elements have limits too.",
        "文档类型声明（DOCTYPE）可使程序读取外部文件或无限展开文字，预警信息并不需要。元素的嵌套层数和数量也有上限。"},
       "<!DOCTYPE alert [<!ENTITY a SYSTEM \"file:///etc/hosts\">]>",
       {"Delete the DOCTYPE and write entities out.", "请删除 DOCTYPE，并直接写出实体内容。"}},
      {codes::kWrongNamespace,
       {"Not a message of CAP 1.1 or 1.2", "不是 CAP 1.1 或 1.2 消息"},
       {"The root element is <alert> in the namespace of the Common Alerting Protocol; without it nobody can tell by "
        "which rules to read the file.",
        "根元素须为 CAP 命名空间中的 <alert>，否则无法判断按何种规则读取。"},
       "<alert>",
       {"Write <alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">.",
        "请写成 <alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">。"}},
      {codes::kWrongOrder,
       {"Elements in the wrong order", "元素顺序不对"},
       {"The standard fixes the order of the elements; receivers refuse a message that has another.",
        "标准规定了元素的先后次序；顺序不符的消息会被接收方拒收。"},
       "<status>Exercise</status>\n<sent>2026-07-05T02:15:00+08:00</sent>",
       {"Move the element to its place in the order shown.", "请按所示顺序移动该元素。"}},
      {codes::kBadIdentifier,
       {"An identifier that cannot be referred to", "标识含有不允许的字符"},
       {"Identifier and sender are parts of references, which commas and blanks divide: they hold no blanks, commas, < "
        "or &.",
        "标识和发送方会出现在以逗号、空格分隔的引用中，因此不得含空格、逗号、< 和 &。"},
       "<sender>Wulong District, Chongqing</sender>",
       {"Write a short name: wulong.example.", "请使用简短名称，如 wulong.example。"}},
      {codes::kNotAWarning,
       {"A message that is no warning by itself", "消息本身不是预警"},
       {"Status Exercise, Test, System and Draft, and message types that answer or cancel others, warn nobody; a "
        "signature "
        "is not verified.",
        "状态为 Exercise、Test、System、Draft，或用于答复、取消的消息，均不构成预警；数字签名不作验证。"},
       "<status>Draft</status>",
       {"Take a message of type Alert or Update; for a drill, status Exercise or Actual.",
        "请使用类型为 Alert 或 Update 的消息；演练可用状态 Exercise 或 Actual。"}},
  };
}

std::vector<CodeExplanation> about_workbooks() {
  return {
      {codes::kUnreadableWorkbook,
       {"A workbook that cannot be read", "工作簿无法读取"},
       {"The file is no .xlsx, is damaged, has a password, declares a document type, or holds a part that unpacks to "
        "more than 32 MB.",
        "文件不是 .xlsx、已损坏、设有密码、含文档类型声明（DTD），或其中某部分解压后超过 32 MB。"},
       "tocsin msel import injects.xls",
       {"Open it in a spreadsheet and save it as .xlsx without a password.",
        "请用表格软件打开，取消密码后另存为 .xlsx。"}},
      {codes::kMissingSheet,
       {"A sheet that is not there", "工作表不存在"},
       {"The workbook has no sheet of this name, or none that is shown.",
        "工作簿中没有该名称的工作表，或没有可见的工作表。"},
       "sheet: CHECKLSIT",
       {"Take the name in the hint.", "请采用提示中的名称。"}},
      {codes::kMergedCells,
       {"Merged cells", "合并单元格"},
       {"Of merged cells only the first one has a value; the rows below it would be read as empty. Cells merged within "
        "one row are only warned of.",
        "合并单元格中只有第一格有值，其下各行会被读作空白。仅在同一行内合并的只给出警告。"},
       "B4:B6 merged: one time for three injects",
       {"Unmerge them and write the value into each.", "请取消合并，并在各单元格中填写。"}},
      {codes::kFormula,
       {"A computed cell", "公式单元格"},
       {"Formulas are not computed again: what the spreadsheet last stored is taken, with a warning. Without a stored "
        "result, or with one like #REF!, the cell is refused.",
        "不重新计算公式：采用表格软件上次保存的结果并给出警告。没有保存结果，或结果为 #REF! 等，则拒绝。"},
       "=C5+TIME(0,10,0)",
       {"Copy the cells and paste them as values.", "请复制单元格并选择性粘贴为“数值”。"}},
  };
}

std::vector<CodeExplanation> about_towns() {
  return {
      {codes::kUnknownFile,
       {"A file that is no table of a town", "不是城镇包的文件"},
       {"A town package consists of tables with fixed names; a misspelt one would be missing without a word.",
        "城镇包由固定名称的表组成；文件名拼错会使该表悄悄缺失。"},
       "towns/my-town/shelter.csv",
       {"Take the name in the hint, or move the file out of the folder.",
        "请采用提示中的文件名，或将该文件移出文件夹。"}},
      {codes::kNoProvenance,
       {"Nobody says where a table comes from", "未说明数据来源"},
       {"The report lists the origin of all data; a table without an entry under provenance weakens every result.",
        "报告列出全部数据的来源；未在 provenance 下说明的表会削弱所有结论。"},
       "provenance: {}",
       {"Add source, date and confidence of the table to town.yaml.",
        "请在 town.yaml 中补充该表的出处、日期和可信度。"}},
      {codes::kBadCoordinateSystem,
       {"Not a plane in meters", "不是平面坐标系"},
       {"Distances are computed in a projected plane in meters; the name given is none.",
        "距离在以米为单位的投影平面上计算；所给名称不是此类坐标系。"},
       "coordinate_system: EPSG:4326",
       {"Write 'local', or the EPSG code of a projected system (EPSG:4545 for Chongqing).",
        "请写 local，或投影坐标系的 EPSG 代码（重庆可用 EPSG:4545）。"}},
      {codes::kNoGeoreference,
       {"Longitude and latitude in a local plane", "本地坐标系中使用了经纬度"},
       {"A town whose plane is 'local' does not know where on Earth it is.", "采用 local 坐标系的城镇没有地理参照。"},
       "id,longitude,latitude",
       {"Give x_m and y_m, or name a coordinate system in town.yaml.",
        "请给出 x_m 和 y_m，或在 town.yaml 中写明坐标系。"}},
      {codes::kOutsideProjection,
       {"A place outside the map projection", "位置超出投影范围"},
       {"The place is too far from the area for which the coordinate system is made; often longitude and latitude are "
        "swapped.",
        "该位置距坐标系适用区域太远；常见原因是经度与纬度颠倒。"},
       "longitude 29.3, latitude 107.8",
       {"Check the order of the two numbers.", "请检查经纬度的顺序。"}},
  };
}

std::vector<CodeExplanation> about_heights_and_reach() {
  return {
      {codes::kNoElevation,
       {"A town without heights", "没有高程数据"},
       {"No junction has an elevation: slopes slow nobody down and water is compared with a flat town.",
        "路口均无高程：坡度不影响行进，水位也按平地比较。"},
       "id,x_m,y_m",
       {"Add the column elevation_m, or take heights from an elevation model.",
        "请增加 elevation_m 列，或从高程模型获取。"}},
      {codes::kBadElevation,
       {"An elevation model that cannot be used", "高程模型无法使用"},
       {"The file with heights is damaged, in an unknown format, or does not cover the town.",
        "高程文件已损坏、格式不明或未覆盖该城镇。"},
       "--elevation N29E107.hgt",
       {"Check that the tile covers the town.", "请检查该图幅是否覆盖城镇。"}},
      {codes::kDisconnectedRoads,
       {"Pieces of road that hang on nothing", "道路不连通"},
       {"Some roads cannot be driven to from the main network and back. People there can leave on foot only.",
        "部分道路与主路网不能双向通车，当地人员只能步行离开。"},
       "a street whose ends meet no other road",
       {"Join the junctions that are meant to be the same, or check one-way streets.",
        "请合并本应相同的路口，或检查单行道。"}},
      {codes::kFarFromRoad,
       {"A facility far from any road for cars", "设施远离行车道路"},
       {"It can be reached on foot only; vehicles stop at the nearest junction.", "只能步行到达，车辆停在最近的路口。"},
       "a shelter 900 m from the road",
       {"Check its position, or add the road.", "请检查其位置，或补充道路。"}},
  };
}

std::vector<CodeExplanation> about_roads() {
  return {
      {codes::kSameEnds,
       {"A road that ends where it begins", "道路首尾为同一路口"},
       {"A road joins two different junctions.", "每条道路连接两个不同的路口。"},
       "id,from,to\nR1,J1,J1",
       {"Cut a loop in two with a junction in the middle.", "请在环路中间增加路口，将其分为两段。"}},
      {codes::kShortLength,
       {"A road shorter than the straight line", "道路长度小于直线距离"},
       {"The length given is less than the distance of its ends; often kilometers were written for meters.",
        "所给长度小于两端直线距离；常见原因是把公里当作米。"},
       "length_m = 1.2",
       {"Give the length in meters.", "请以米为单位给出长度。"}},
      {codes::kBadShape,
       {"A line that is none", "线形无效"},
       {"The shape of a road is not a line in well-known text.", "道路线形不是有效的 WKT 线。"},
       "LINESTRING (1 2)",
       {"Write LINESTRING (x y, x y, …) with two points or more.", "请写成至少两点的 LINESTRING (x y, x y, …)。"}},
      {codes::kTurnNotThere,
       {"A turn between roads that do not meet", "转向所涉道路不相接"},
       {"A forbidden turn names roads that do not lead to, or leave, its junction.",
        "禁止转向所涉道路不通向或不驶出该路口。"},
       "from R1 via J9 to R2",
       {"Check the junction and the direction of one-way roads.", "请检查路口及单行道方向。"}},
  };
}

std::vector<CodeExplanation> about_imports() {
  return {
      {codes::kFolderExists,
       {"The output folder exists already", "输出文件夹已存在"},
       {"Nothing is overwritten unless asked.", "未经要求不会覆盖任何文件。"},
       "--output towns/my-town",
       {"Name a new folder, or ask for replacement.", "请指定新文件夹，或明确要求替换。"}},
      {codes::kCannotWrite,
       {"A file that cannot be written", "文件无法写入"},
       {"The folder is not writable or the disk is full. What was half written is removed.",
        "文件夹不可写或磁盘已满；写到一半的内容已清除。"},
       "--output /read-only/town",
       {"Free some space or choose another folder.", "请释放磁盘空间或选择其他文件夹。"}},
      {codes::kUnreadableMap,
       {"A map extract that cannot be read", "地图文件无法读取"},
       {"The OpenStreetMap file is cut off, damaged or of another format.",
        "OpenStreetMap 文件不完整、已损坏或格式不符。"},
       "county.osm.pbf        (download interrupted)",
       {"Download it again and compare its size.", "请重新下载并核对文件大小。"}},
      {codes::kEmptyMap,
       {"A map extract without roads", "地图中没有道路"},
       {"Nothing to drive on was found in the extract or inside the boundary.", "地图文件或边界内没有可通行的道路。"},
       "--boundary of another county",
       {"Check that boundary and extract show the same area.", "请检查边界与地图是否为同一区域。"}},
      {codes::kBadBoundary,
       {"A boundary that cannot be used", "边界无法使用"},
       {"The boundary is not a polygon in a known format.", "边界不是可识别格式的多边形。"},
       "--boundary county.txt",
       {"Give a polygon as GeoJSON or .poly file.", "请提供 GeoJSON 或 .poly 格式的多边形。"}},
  };
}

std::vector<CodeExplanation> all_pages() {
  std::vector<CodeExplanation> pages;
  for (auto* part : {about_files, about_keys, about_values, about_quantities, about_entries, about_tables, about_alerts,
                     about_workbooks, about_towns, about_heights_and_reach, about_roads, about_imports}) {
    const auto some = part();
    pages.insert(pages.end(), some.begin(), some.end());
  }
  return pages;
}

std::string indented(std::string_view text) {
  std::string result = "    ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "    ";
  }
  return result;
}

}  // namespace

std::span<const CodeExplanation> explanations() {
  static const auto pages = all_pages();
  return pages;
}

const CodeExplanation* explain(std::string_view code) {
  const auto pages = explanations();
  const auto found = std::find_if(pages.begin(), pages.end(), [code](const auto& page) { return page.code == code; });
  return found == pages.end() ? nullptr : &*found;
}

std::string nearest_code(std::string_view code) {
  std::vector<std::string> known;
  for (const auto& page : explanations()) known.emplace_back(page.code);
  return nearest_name(code, known);
}

std::string explanation_text(const CodeExplanation& page, Language language) {
  const bool zh = language == Language::zh;
  return fmt::format("{}{}{}\n\n{}\n\n{}\n{}\n\n{}{}\n", page.code, zh ? "：" : ": ", page.title.in(language),
                     page.explanation.in(language), zh ? "示例：" : "Example:", indented(page.example),
                     zh ? "处理办法：" : "What to do: ", page.remedy.in(language));
}

std::string explanations_markdown(Language language) {
  const bool zh = language == Language::zh;
  std::string text = zh ? "# 诊断代码\n" : "# Diagnostic codes\n";
  for (const auto& page : explanations()) {
    text += fmt::format("\n## `{}`\n\n**{}{}** {}\n\n```\n{}\n```\n\n{}\n", page.code, page.title.in(language),
                        zh ? "。" : ".", page.explanation.in(language), page.example, page.remedy.in(language));
  }
  return text;
}

}  // namespace tocsin
