"""Ordinary code in which nothing is wrong: a rule that hits all of it says nothing."""

_C = (
    "int total(const int *items, int count) {\n  int sum = 0;\n  for (int i = 0; i < count; i++) {\n"
    "    if (items[i] > 0) {\n      sum += items[i];\n    }\n  }\n  log_sum(sum);\n  return sum;\n}\n",
    "void show(struct view *view, char *name) {\n  int width = measure(name);\n  while (width > view->width) {\n"
    "    width = width - 1;\n    if (!view->open) {\n      return;\n    }\n  }\n  for (int i = 0; i < 3; i++) {\n"
    "    int sum = i + width;\n    draw(view, sum);\n  }\n}\n",
)
_JAVASCRIPT = (
    "function total(items) {\n  let sum = 0;\n  for (const item of items) {\n    if (item.size > 0) {\n"
    "      sum = sum + item.size;\n    }\n  }\n  try {\n    report(sum, { items });\n  } catch (error) {\n"
    "    log(error);\n    throw error;\n  }\n  return sum;\n}\n",
    "class View {\n  show(name) {\n    const rows = this.find(name).map((row) => row.text);\n"
    "    if (rows.length > 0) {\n      this.draw(rows, { name });\n    }\n    for (const row of rows) {\n      try {\n"
    "        this.check(row + name);\n      } catch (error) {\n        throw new Error(name);\n      }\n    }\n"
    "    let last = rows[0];\n    last = name;\n    return last;\n  }\n}\n",
)

PROBES: dict[str, tuple[str, str]] = {
    "python": (
        "import json\n\n\ndef total(items, least=0):\n    found = []\n    for item in items:\n"
        "        if item.size > least:\n            found.append(item.size + 1)\n    try:\n"
        "        text = json.dumps({'found': found})\n    except ValueError as error:\n"
        "        raise KeyError(text) from error\n    with report(text) as shown:\n        shown.write(text)\n"
        "    while found:\n        found.pop()\n    return text\n",
        "import os\n\n\nclass View:\n    def __init__(self, name):\n        self.name = name\n"
        "        self.rows = [name]\n\n    def show(self, path):\n        with self.locked(path) as file:\n"
        "            for row in self.rows:\n"
        "                if row != self.name:\n                    file.write(row + path)\n        try:\n"
        "            last = os.path.join(path, self.name)\n        except OSError as error:\n"
        "            raise LookupError(path) from error\n        while last:\n"
        "            last = self.next(last, {'a': 1})\n        return last\n",
    ),
    "javascript": _JAVASCRIPT,
    "typescript": _JAVASCRIPT,
    "tsx": _JAVASCRIPT,
    "go": (
        "package p\n\nfunc total(items []item) (int, error) {\n\tsum := 0\n\tfor _, one := range items {\n"
        "\t\tif one.size > 0 {\n\t\t\tsum = sum + one.size\n\t\t}\n\t}\n\terr := report(sum)\n\tif err != nil {\n"
        "\t\treturn 0, err\n\t}\n\treturn sum, nil\n}\n",
        "package p\n\nfunc (v *View) show(name string) (string, error) {\n\trows, err := v.find(name)\n"
        "\tif err != nil {\n\t\treturn name, err\n\t}\n\tfor _, row := range rows {\n\t\tv.draw(row + name)\n"
        "\t\tv.last = row\n\t}\n\treturn v.last, nil\n}\n",
    ),
    "rust": (
        "fn total(items: &[Item]) -> Result<usize, Error> {\n    let mut sum = 0;\n    for item in items {\n"
        "        if item.size > 0 {\n            sum = sum + item.size;\n        }\n    }\n    report(sum)?;\n"
        "    Ok(sum)\n}\n",
        "impl View {\n    fn show(&mut self, name: &str) -> Result<String, Error> {\n"
        "        let rows = self.find(name)?;\n        for row in rows {\n            if row.len() > 0 {\n"
        "                self.last = draw(row);\n            }\n        }\n        let mut count = 1;\n"
        "        count = count + 1;\n        Ok(self.last.clone())\n    }\n}\n",
    ),
    "java": (
        "class A {\n  int total(List<Item> items) {\n    int sum = 0;\n    for (Item item : items) {\n"
        "      if (item.size() > 0) {\n        sum = sum + item.size();\n      }\n    }\n    report(sum);\n"
        "    return sum;\n  }\n}\n",
        "class View {\n  private String last;\n\n  String show(String name) {\n    List<String> rows = find(name);\n"
        "    for (String row : rows) {\n      if (row.length() > 0) {\n        this.last = draw(row + name);\n      }\n"
        "    }\n    return this.last;\n  }\n}\n",
    ),
    "c": _C,
    "cpp": _C,
}
"""Language → two texts that have the usual statements, each in both."""
