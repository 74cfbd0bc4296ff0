"""One text a language with much of what makes units."""

SAMPLES = {
    "python": '''import os
from a.b import (c as d, e,)
import x.y, z as w


@dec(1)
@other
async def f(a, *, b: int = 1) -> int:
    """Say
      what."""
    g = lambda q: q + 1
    with (open(a) as one, two):
        self.k(f'{a!r:>{w}} x{{', "é😀" 'b')
    if a and (b or
              c):
        return (1,)
    elif b:
        pass
    return d(a)[1:, ]


class C(B, metaclass=M):
    x = {"a": 1, **y}

    def __init__(self):
        super().__init__()
        self.m(f)

    @property
    def m(self, n):
        def inner():
            return C.s(os.path)
        return [inner() for _ in map(lambda:
                                     1, [])]

    def s(self): return not -1 ** 2
''',
    "javascript": """import d, {a as b, c} from "x";
import * as ns from 'y';
export default async function foo(a) { return a.b?.(1); }
export const f = async (x) => { this.y(); }, g = x => `a ${x + "1"} b`;
class A extends B {
  static #p = 1;
  h = () => 3;
  get x() { return /a b/; }
  constructor() { super(); new Foo(); this.x() }
}
const o = { m() { }, n: function () { foo() }, 'k': (a) => a, };
exports.z = function () { b(); };
for (let i = 0; i < 3; i++) { if (i) continue; else break; }
items.map((é) => {
  return ns.q(é) });
const K = class { t() {} };
""",
    "typescript": """@Dec() export class A<T> { @In() private x: string = 'a'; @D() m<U>(a?: number): void { this.q() }
  abstract q(): void; cb = () => { f() } }
export interface I { a: string; f(x: number): void }
namespace N { export function f() {} }
enum E { A, B }
import type { Z } from "z";
const t: Z = <Z>f<I>(x as any)!;
function over(a: string): void;
function over(a: any) { return a satisfies Z }
""",
    "tsx": """import React from "react";
export const App: React.FC<Props> = ({a}) => {
  const s = useState<string>('x');
  return <div className="b" on={() => f(1)}>text {a} <b/></div>;
};
function List(p: Props) { return <>{p.all.map(q => <App key={q} a={q} />)}</>; }
""",
    "go": """package p

import (
	"fmt"
	x "a/b"
)

// T is.
type T struct {
	a int `json:"a"`
}

func (t *T) M(a int) (int, error) {
	t.x()
	return fmt.Sprint("a\\n", `raw
é`), nil
}
func (t *T) x() {}
func G[A any](a A) {
	f := func() { x.Y() }
	go func() {
		f()
	}()
	for i := 0; i < 3; i++ {
		if v, ok := m[i]; ok { defer v.Close() }
	}
}

type I interface{ Foo() int }
""",
    "rust": """use std::{io::{self, Read as R}, fmt};

#[derive(Debug)]
/// doc
pub struct S<'a> { a: &'a str, }

impl<T> fmt::Display for S<T> {
    #[inline]
    pub async fn f(&self, x: i32) -> Result<(), E> {
        self.g()?;
        let c = |x| x + 1;
        match x { 1 => c(1), _ => 3, };
        Ok((x,).0)
    }
    fn g(&self) { println!("é {}", 'c'); Self::f(self) }
}
mod m { pub fn q() { super::m() } }
trait Tr { fn d(&self); fn e(&self) { io::x() } }
""",
    "java": """package a;
import java.util.*;
import static a.b.C.d;

/** Doc. */
@X public class A<T> extends B {
  @Override("a") public int f(int a) throws E {
    this.g();
    new Runnable() { public void run() { z(); } };
    Runnable r = () -> { x("é"); };
    return a > 1 ? 's' : d();
  }
  A() { super(); }
  enum E { A, B; void m() {} }
  interface I { int x(); }
  void g() { for (int i = 0; i < 3; i++) { } }
}
""",
    "c": """#include <stdio.h>
#include "x.h"
#define M(a) ((a) + 1)

static char **f(int a, const char *b) {
    g("x" "y\\n");
    s->h(M(1));
    return a ? 'c' : *b;
}

struct S { int a; };
typedef struct { int b; } T;
#ifdef A
int main(void)
{
    do { f(1, "é"); } while (0);
    return 0;
}
#endif
""",
    "cpp": """#include <a.h>
using std::x;
namespace n {
template <class T> class A : public B {
 public:
  A() : x(1) {}
  int f(int a) const { this->g(); return 0; }
  void g();
};
template <typename T> static inline T* A<T>::b(int *p) {
  auto l = [&](int x) { return x; };
  for (auto& v : vs) { n::g(v); }
  delete p;
  return l(R"(raw "é)");
}
}
bool operator==(const A& a, const A& b) { return true; }
""",
}
