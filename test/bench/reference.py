"""Times the reference program's own routing function: python3 reference.py PROGRAM SEED DECISIONS prints one JSON line.

Of the program only its imports of numpy, its classes and its two tables of venues are run, as they stand; what it prints and draws is not.
"""

import ast
import json
import sys
import time

import numpy as np

program, seed, decisions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SIZES = (500, 3000, 20000)


def wanted(node):
    if isinstance(node, ast.ClassDef):
        return True
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)] in (["venues"], ["dark_pools"])
    if isinstance(node, ast.Import):
        return all(name.name == "numpy" for name in node.names)
    return isinstance(node, ast.ImportFrom) and node.module in ("dataclasses", "typing")


with open(program, encoding="utf-8") as file:
    tree = ast.parse(file.read())
tree.body = [node for node in tree.body if wanted(node)]
reference = {"__name__": "reference"}
exec(compile(tree, program, "exec"), reference)
SmartOrderRouter, venues, dark_pools = reference["SmartOrderRouter"], reference["venues"], reference["dark_pools"]


def run_pass(times):
    np.random.seed(seed)
    fills, shares, cost = 0, 0, 0.0
    for i in range(decisions):
        router = SmartOrderRouter(venues, dark_pools)
        size = SIZES[i % len(SIZES)]
        began = time.perf_counter_ns()
        made = router.route_market_buy(size, strategy="smart")
        times.append(time.perf_counter_ns() - began)
        for fill in made:
            fills += 1
            shares += fill["size"]
            cost += fill["price"] * fill["size"] + fill["fee"]
    return {"fills": fills, "shares": shares, "cost": cost}


run_pass([])
nanos, passes = [], 0
while passes < 5 or sum(nanos) < 1_000_000_000:
    totals = run_pass(nanos)
    passes += 1
print(json.dumps({"passes": passes, "nanos": nanos, "totals": totals}))
