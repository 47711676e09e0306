/** What `policy new` starts a pack from. CITY stands for the pack's id. */
export const PACK = `# 政策包的身份：哪个城市、依据什么文件、何时有效
pack:
  id: CITY
  version: 1.0.0
  title: {zh: 请写政策名称, en: Write the name of the policy}
  source:
    title: 请写文件全称和文号
    status: {zh: 请写施行日期和截止日期, en: Write when it is in force}
  inForce: {from: 2026-01-01}

# 资金：参数里写到的资金都要在这里
funds:
  employment-subsidy: {zh: 就业补助资金, en: Employment subsidy fund}

# 同类项目：从高、从优、不重复
groups:
  training: {title: {zh: 同一培训, en: One training}, key: [subject], onPaid: exclusive}

# 需由人决定的原因
reasons:
  introduction: {zh: 标题或引言，不含可判定的规则, en: "Heading or introduction: nothing to decide"}
`;

/** An invented source; with the pack goes what proves it, and not its words. */
export const SAMPLE_SOURCE = `CITY技能人才补贴办法（示例，自2026年1月1日起施行）
一、初次考到等级证书，学费可报，上限1500元，用就业补助资金。
`;

export const CLAUSES = `# 条文对照：原文每一句在这里都有一段，顺序与原文一致，about 用自己的话写一句，不抄原文
# 字数和摘要不用手算：policy coverage CITY --source 原文文件 --write
# is 三选一：{coded: [待遇编号]} · {other-system: 哪个系统} · {needs-a-person: 原因}
clauses:
  - id: CITY/title
    title: {zh: 文件名称, en: Name}
    parts:
      - about: {zh: 文件名称和施行日期, en: Name and first day}
        is: {needs-a-person: introduction}
  - id: CITY/1
    title: {zh: 培训补贴, en: Training subsidy}
    parts:
      - about: {zh: 新拿到等级证书的人，最多补 1500 元培训费, en: "Who is newly certified gets up to 1,500 yuan for the training"}
        is: {coded: [CITY/1/certificate-training]}
`;

export const ENTITLEMENTS = `# 待遇：编号是 <政策包>/<条>/<名称>
entitlements:
  - id: CITY/1/certificate-training
    title: {zh: 培训补贴, en: Training subsidy}
    beneficiaries: [person]        # person 个人 · enterprise 企业 · institution 机构 · base 基地
    times: once                    # monthly 按月 · yearly 按年 · once 一次
    group: {name: training}
    facts:                         # 判定所依据的事实
      newlyCertified: {type: yes-no, title: {zh: 新取得证书, en: Newly certified}}
      costFen: {type: amount, title: {zh: 培训费用, en: Cost of the training}}
    conditions:                    # 全部符合才给
      - name: newly-certified
        text: {zh: 新取得职业技能等级证书, en: The certificate is new}
        when: newlyCertified
    amount:                        # 金额一步一步算；单位是分
      - name: cost
        text: {zh: 培训费用, en: Cost of the training}
        is: costFen
      - name: most
        text: {zh: 最高 1500 元, en: "At most 1,500 yuan"}
        limit: mostFen
    fund: fund
    parameters:                    # 每个数都写明从哪天起；改标准时加一条，不改旧的
      mostFen: {title: {zh: 补贴上限, en: Most of the subsidy}, unit: fen, values: [{from: 2026-01-01, value: 150000}]}
      fund: {title: {zh: 资金出处, en: Fund}, unit: fund, values: [{from: 2026-01-01, value: employment-subsidy}]}
`;

export const TESTS = `# 每项待遇至少八例，边界都要有
entitlement: CITY/1/certificate-training
claim: {beneficiary: person P1, subject: tr-1, period: 2026-05, facts: {newlyCertified: true, costFen: 100000}}
tests:
  - name: 费用 1000 元，按实补
    expect: granted 1000.00
  - name: 恰好 1500 元，不算封顶
    facts: {costFen: 150000}
    expect: granted 1500.00
  - name: 多一分，封顶 1500 元
    facts: {costFen: 150001}
    expect: granted 1500.00 capped
  - name: 没有费用
    facts: {costFen: 0}
    expect: refused nothing-due
  - name: 证书不是新的
    facts: {newlyCertified: false}
    expect: refused condition-failed
  - name: 没有写费用，需补正
    without: [costFen]
    expect: needs-input missing-fact
  - name: 企业不是对象
    beneficiary: enterprise E1
    expect: refused beneficiary-kind
  - name: 同一培训补过，不重复
    given: [{period: 2026-03, yuan: 1000}]
    expect: refused duplicate
  - name: 施行以前
    period: 2025-12
    expect: refused not-in-force
`;
