/**
 * What a person reads for each error code: what happened, what is safe, what to do.
 * A code is never reused for another meaning; a retired one stays here.
 * `{name}` is filled from the error's detail.
 */
export const errorTexts = {
  unforeseen: '程序遇到没有预料到的问题：{message}。已存本机的内容不受影响，请重新打开程序；再次出现请导出诊断包。',
  'message-refused': '程序内部消息“{channel}”不合规定，已拒绝。已存本机的内容不受影响。',

  'pin-wrong': '口令不对。{wait} 秒后可以再试。本机数据仍然加密保存，没有删除。',
  'pin-delayed': '口令输错多次，还要等 {wait} 秒才能再试。关掉程序或改时间不会缩短等待。',
  'pin-weak': '口令太容易猜：{reason}。请换一个。',
  'key-store-changed': '系统密钥环已变化或读不出来，暂时解不开本机数据。数据和日志都还在，没有删除。请用原来的系统账户登录，或向县里申请恢复。',
  'vault-missing': '本机还没有设置口令。',
  locked: '程序已锁定，请先输入口令。',

  'database-too-new': '本机数据是更新版本的程序写的（版本 {found}，本程序 {known}）。请安装新版程序；数据没有改动。',
  'database-held': '村册要更新本机的数据，可是另一个村册窗口还开着它。请关掉那个窗口，再打开这里；数据没有改动。',
  'database-not-upgraded': '没能把本机的数据换成新版程序的格式，磁盘可能满了。数据没有改动：请腾出空间，再打开村册；还是不行，请带这台电脑到县里。',
  'database-damaged': '本机的工作数据损坏（{what}）。未上报的内容在日志里，正在重建。',
  'journal-write-failed': '没有存上：日志写不进磁盘（{reason}）。刚才的内容还在屏幕上，请腾出空间后再按一次保存。',
  'disk-full': '磁盘快满了（剩 {free} MB），为了不丢数据，暂停写入。请删除不用的文件后继续；屏幕上的内容没有丢。',
  'backup-failed': '备份没有写成（{reason}）。本机的内容不受影响；请检查备份文件夹所在的磁盘，再备份一次。',
  'file-failed': '“{name}”没有读出来或没有存上（{reason}）。请关掉正在用它的程序，或换一个位置再试。',
  'already-open': '村册已经打开了一个窗口。',

  'county-unreachable': '连不上县里（{host}）。内容都在本机，等有信号会自动再试，也可以用网线或热点后点“立即同步”。',
  'county-certificate': '县里服务器的证书不对（{host}），为防冒充没有发送任何内容。内容都在本机，请向县里核对地址。',
  'county-garbled': '对方的回答不是县里的格式（可能是上网认证页面）。没有任何内容被当作已上报，请先完成上网认证再同步。',
  'county-refused': '县里没有接收：{reason}。内容都在本机。',
  'county-is-other': '这个地址不是本机登记的县服务器。没有发送任何内容，请核对地址。',
  'county-not-enrolled': '本机还没有在县里登记。可以照常工作，拿到登记码后再登记。',
  'enrol-code-invalid': '登记码不对、已用过或已过期。请向县里要一个新的登记码。',
  'enrol-address-invalid': '县里地址“{address}”不能用。应写成 https://主机名:端口（只有本机测试可以用 http://127.0.0.1）。',
  'device-revoked': '县里已停用这台电脑。本机内容没有删除，请联系县里。',
  'version-too-old': '本程序版本太旧，县里已不再支持。请升级；内容都在本机。',
  'county-too-old': '县服务器的版本比本程序旧。会按县里的版本自动再试；内容都在本机。',

  'request-unsigned': '县里没有认出本机的签名。内容都在本机；再次出现请重新登记。',
  'request-replayed': '县里已收过这次请求。内容都在本机，会自动再试。',
  'clock-skew': '本机时间与县里相差超过一天。内容都在本机，会按县里的时间再试；请校准电脑时间。',
  'body-too-large': '这一批内容太大，县里没有接收。会自动分成小批再试。',
  'body-invalid': '县里读不懂这一批内容（{reason}）。内容都在本机。',
  'device-taken': '这个设备编号已被另一台电脑使用。登记码没有用掉；请联系县里。',
  'snapshot-gone': '这一份全村数据县里已换成更新的，正在重新取。',
  'county-not-found': '县里没有这个地址。',
  'county-busy': '县服务器暂时忙不过来。内容都在本机，会自动再试。',
  'county-fault': '县服务器出了没有预料到的问题。内容都在本机，会自动再试。',
  'county-folder-in-use': '数据文件夹“{folder}”正由进程 {pid} 使用，不能再打开一次，否则数据会损坏。请先停止那个进程。',
  'county-scope-broken': '自检发现一个村能看到另一个村的数据（{table}），县服务器拒绝启动。请检查数据库的行级权限。',
  'county-migration-changed': '数据库升级文件 {name} 与已执行过的不一致，县服务器拒绝启动。请使用原来的程序版本。',
  'county-command-wrong': '命令不对：{reason}。输入 npm run county -- help 查看用法。',

  'file-not-workbook': '“{name}”不是能读的表格（{found}）。请选择 .xlsx、.xls、.et 或 .csv 文件。',
  'file-too-large': '“{name}”太大（{size} MB，上限 {limit} MB）。请按村拆分后再导入。',
  'workbook-encrypted': '“{name}”设了打开密码。请在 Excel 或 WPS 里另存为不加密的 .xlsx 再导入。',
  'workbook-unsafe': '“{name}”的内部结构不正常（{reason}），为安全起见没有打开。请在 Excel 或 WPS 里另存一份再导入。',
  'workbook-no-header': '“{name}”里找不到表头。请确认有“姓名”“证件号码”等列名。',
  'workbook-no-id-column': '“{name}”（工作表“{sheet}”）没有“证件号码”列，认不出人。没有导入任何内容。',
  'workbook-no-household-column': '“{name}”（工作表“{sheet}”）没有“户编号”列，也没有“与户主关系”“户主姓名”或合并的单元格，分不出户。没有导入任何内容。',
  'workbook-timeout': '“{name}”读了 {seconds} 秒还没读完，已停止。没有导入任何内容。',
  'import-has-errors': '有 {count} 处错误，没有导入任何内容。请按单元格地址改好后再导入。',
  'nothing-to-save': '列表里一行也没有，没有生成文件。请放宽筛选再试。',
  'import-stale': '预览之后花名册又有变化，请重新预览再导入。',

  'ledger-unknown': '没有“{ledger}”这本台账，可能是更新版本的程序记下的。请升级，或从台账目录重新打开。',
  'ledger-column-unknown': '“{ledger}”没有“{column}”这一列。请重新选择要显示的列。',
  'ledger-adds-none': '“{ledger}”的行随花名册增减，不能在这里新增。请在花名册里登记人或户。',
  'ledger-line-empty': '新的一行还没有填任何内容，没有新增。请至少填一项再保存。',
  'step-undone': '“{title}”已经撤销过了，没有再改动任何内容。',
  'step-gone': '这一步的原值已不在本机（只保留最近 200 步和 90 天内的导入），不能撤销。可以在“变更记录”里查看原值后改回。',
  'paste-too-large': '粘贴的内容太大（{cells} 格，上限 {limit} 格），没有粘贴。请分几次粘贴，或用“导入”。',
  'paste-stale': '预览之后台账又有变化，没有粘贴任何内容，请重新粘贴。',

  'print-failed': '“{title}”没有排版成（{reason}）。没有写出文件，也没有打印；请少选一些户再试。',
  'print-stopped': '打印已停止，没有写出文件。本机内容没有改动。',
  'print-timeout': '“{title}”排版太久，已停止，没有写出文件。请按组分开打印。',
  'print-too-large': '“{title}”太大，一次打不下。请按组分开打印。',
  'paper-unknown': '本机没有编号 {code} 的纸表。可能是在别的电脑上打印、还没有同步过来，请先同步再试。',
  'paper-other-village': '编号 {code} 是别的村的纸表，本机没有那个村的资料。请交给打印它的村录入。',
  'paper-same-person': '录入和核对要两个人：这张表是 {name} 录的，请换一个人核对。',
  'paper-finished': '编号 {code} 的纸表 {at} 已由 {name} 核对完。要再改，请到农户页面直接修改。',

  'check-stopped': '核对已停下，原来的结果还在。',
  'reason-refused': '规则 {rule} 的问题县里不收，要改数据，不能写理由代替。',

  'package-not-one': '“{name}”不是村册的数据包。没有读入任何内容；请选择村册导出的 .cunce 文件。',
  'package-cut': '“{name}”不完整或被改动过，没有读入任何内容。请在原来的电脑上重新导出，拷贝后安全弹出 U 盘。',
  'package-forged': '“{name}”的签名不对，为防冒充没有打开。没有读入任何内容，请向给你的人核对。',
  'package-other-reader': '“{name}”是给 {to} 的，本机打不开。没有读入任何内容；请把它交给 {to}。',
  'package-other-county': '“{name}”是另一个县的数据包。没有读入任何内容。',
  'package-too-new': '“{name}”是更新版本的程序做的。请升级后再读；文件没有改动。',
  'package-too-large': '数据包太大（{size} MB，上限 {limit} MB）。请少带一些照片再导出，其余的下一次再带。',
  'package-letter': '“{name}”是同队电脑之间传的数据包，不能从文件读入。没有读入任何内容；请在“汇集点”里同步。',
  'package-not-held': '刚才选的数据包已不在内存里（锁定过，或又选了别的）。没有改动任何内容；请重新选择文件。',
  'package-empty': '没有要带走的内容：本机的改动县里都有了。',
  'package-no-key': '还不能做数据包：本机还没有拿到县里的公钥。请联网同步一次，或请县里重新登记。',
  'package-needs-county': '替别人带的数据包要连上县里才能交。包还在 U 盘里，没有改动；有信号时再点“交给县里”。',
  'hub-no-certificate': '还不能和同队的电脑直接同步：本机没有县里的证明，或证明过期了。请联网同步一次。',
  'hub-unreachable': '连不上那台电脑（{host}）。请确认两台电脑在同一个热点上，对方开着“本机作汇集点”。内容都在本机。',
  'hub-other-county': '那台电脑登记在另一个县，没有交换任何内容。',
  'hub-forged': '那台电脑的证明或签名不对，为防冒充没有交换任何内容。',
  'hub-expired': '{person} 的电脑的证明过期了，没有交换任何内容。请让它联网同步一次。',
  'hub-not-open': '没有开成汇集点（{reason}）。请检查热点或防火墙后再试。',
  'hub-address-invalid': '地址“{address}”不能用。请照对方“本机作汇集点”上显示的填，例如 192.168.43.17:8471。',
  'hub-not-heard': '没有搜成汇集点（{reason}）。请照对方屏幕上显示的地址填写后再试。',
  'hub-full': '{person} 的电脑作汇集点的地方用完了，没有收下这一次的内容。内容都在本机；请让那台电脑先连上县里把代带的交掉，或腾出磁盘。',
  'hub-no-common-village': '两台电脑没有共同的村，没有可交换的内容。',
  'attachment-unreadable': '“{name}”不是能读的图片（{reason}）。请选择 JPEG、PNG 或 WebP 图片。',
  'attachment-too-large': '“{name}”太大（{size} MB，上限 {limit} MB）。请缩小后再加。',
  'attachment-missing': '照片不在这台电脑上，还没有取到。记录没有丢；连上县里后可以取回。',
  'attachment-damaged': '照片文件损坏，不能显示。记录没有丢；连上县里后会重新取。',
  'attachment-disk': '磁盘剩 {free} MB，为了不影响填表，先不再存照片。请删除不用的文件；文字内容照常保存。',
  'attachment-refused': '县里没有接收这张照片（{reason}）。照片还在本机。',
  'attachment-offset': '这张照片传到哪里与县里记的（{offset} 字节）对不上，会自动从那里接着传。照片还在本机。',
  'household-moved': '这一户已迁到 {village}，由那边的村管理；这里可以看，新的改动会转给那边。',
  'decision-gone': '这次裁定已不在本机（只保留最近 200 次），没有改动任何内容。可以直接填写正确的内容。',
  'decision-undone': '这次裁定已经收回过了，没有再改动任何内容。',
  'decision-overtaken': '“{title}”在裁定之后又有人改过，现在的内容保留不动。如果不对，请直接改成正确的内容。',
  'aside-gone': '这一笔已经处理过了，没有再改动任何内容。',
  'county-too-many': '县里收到的请求太密，{wait} 秒后会自动再试。内容都在本机。',

  'village-not-granted': '本机没有这个村的权限。',
  'record-missing': '找不到这条记录，可能还没有同步到本机。',
  'answer-invalid': '“{label}”填得不对：{reason}。'
} as const

export type ErrorCode = keyof typeof errorTexts

/** The sentence for people; detail that the text does not name is left out. */
export function errorText(error: { readonly code: string; readonly detail: Readonly<Record<string, unknown>> }): string {
  const text = (errorTexts as Record<string, string>)[error.code] ?? errorTexts.unforeseen
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(error.detail[name] ?? error.code))
}
