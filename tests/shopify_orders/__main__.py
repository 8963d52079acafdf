"""Tries generated orders: `python -m tests.shopify_orders [COUNT] [--first SEED] [--show]`.

Prints the faults by kind, each with its smallest order, and fails if there are any. `--show` prints the webhook body
and the GraphQL node of the first order instead.
"""

import argparse
import json
import sys

from tests.shopify_orders.expected import compute_expected
from tests.shopify_orders.graphql_node import build_graphql_node
from tests.shopify_orders.order import make_order
from tests.shopify_orders.summary import describe, run_seeds
from tests.shopify_orders.webhook_body import build_webhook_body


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.shopify_orders", description="Try generated orders.")
    parser.add_argument("count", type=int, nargs="?", default=20_000, help="how many orders (default: 20000)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the seed of the first order")
    parser.add_argument("--show", action="store_true", help="show the first order and try none")
    options = parser.parse_args()
    if options.show:
        sys.stdout.write(show(options.first))
        return 0
    summary = run_seeds(range(options.first, options.first + options.count))
    sys.stdout.write("\n".join(summary.lines()) + "\n")
    return int(bool(summary.faulty))


def show(seed: int) -> str:
    """An order: in a line, as a webhook, as a node, and what is right."""
    order = make_order(seed)
    body, node = build_webhook_body(order), build_graphql_node(order)
    parts = (describe(order), json.dumps(body, indent=1), json.dumps(node, indent=1), str(compute_expected(order)))
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
