package dev.iota.local.cost;

import java.util.Locale;

/** A report for people. */
public final class CostText {
    private static final double MILLIS = 1000;
    private static final double PERCENT = 100;

    private CostText() {}

    /** Of a run, as it was counted or scaled. */
    public static String of(CostReport report) {
        var text = new StringBuilder();
        var counted = report.counted();
        line(
                text,
                "counted: %,.0f microbatches of %d stages, %,.0f hops, %,.0f steps, %,.0f merges; prices: %s",
                counted.microbatches(),
                counted.stages(),
                counted.hops(),
                counted.steps(),
                counted.epochs(),
                report.prices());
        var scale = report.scale();
        line(
                text,
                "for %d stages, %,d tokens a microbatch, a heartbeat every %.0f s; a microbatch takes",
                scale.stages(),
                scale.tokensPerMicrobatch(),
                scale.heartbeatSeconds());
        line(text, "               writes  (indexes) reads    SQS   S3 put  S3 get  Lambda GBms  HTTP");
        report.perMicrobatch().forEach((cause, use) -> text.append(row(cause, use)));
        text.append(row("together", report.microbatch()));
        var bill = report.dollarsPerBillionTokens();
        line(
                text,
                "1 B tokens: $%.2f (DynamoDB %.2f, SQS %.2f, S3 requests %.2f, Lambda %.2f, HTTP API %.2f), without"
                        + " merges and what leaves S3",
                bill.total(),
                bill.dynamoDb(),
                bill.sqs(),
                bill.s3(),
                bill.lambda(),
                bill.api());
        line(
                text,
                "           $%.2f with provisioned tables, used to %.0f %% (DynamoDB %.2f; cdk deploy -c"
                        + " microbatchesPerSecond=R)",
                bill.totalProvisioned(),
                Bill.USED * PERCENT,
                bill.provisioned());
        if (report.epoch() > 0) {
            line(text, "a merge at the counted size: $%.5f", report.epoch());
        }
        line(
                text,
                "a month: $%.2f for a miner without work, $%.2f for a run without miners",
                report.idle().minerDollarsPerMonth(),
                report.idle().runDollarsPerMonth());
        text.append("what is met first:");
        for (var limit : report.limits()) {
            text.append(String.format(
                    Locale.ROOT, "%n  at %,.0f microbatches/s %s", limit.microbatchesPerSecond(), reached(limit)));
        }
        return text.toString();
    }

    private static String reached(CostReport.Reached limit) {
        var miners = limit.miners() > 0 ? String.format(Locale.ROOT, "(%,.0f miners) ", limit.miners()) : "";
        return String.format(Locale.ROOT, "%s%,.0f %s", miners, limit.most(), limit.what());
    }

    private static String row(String cause, Use use) {
        return String.format(
                Locale.ROOT,
                "  %-12s %8.1f %9.1f %7.1f %6.1f %7.2f %7.2f %9.2f %6.2f%n",
                cause,
                use.writes(),
                use.indexWrites(),
                use.reads(),
                use.queueRequests(),
                use.objectPuts(),
                use.objectGets(),
                use.functions().gigabyteSeconds() * MILLIS,
                use.others().apiRequests());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
