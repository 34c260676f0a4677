package dev.iota.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.RegexAppliesTo;
import java.util.List;
import software.constructs.IConstruct;

/** Where the stack departs from a rule of the security checks, with the reason beside the thing that departs. */
final class Reasons {
    private static final String WILDCARD = "AwsSolutions-IAM5";

    private Reasons() {}

    /** Accepts that {@code construct} breaks {@code rule}. */
    static void accept(IConstruct construct, String rule, String reason) {
        suppress(construct, new NagPackSuppression.Builder().id(rule).reason(reason));
    }

    /**
     * Accepts a wildcard in the policies below {@code construct}.
     *
     * @param resource regular expression that the whole resource matches, an attribute of another resource being
     *     {@code <ID.Arn>}
     */
    static void acceptWildcard(IConstruct construct, String resource, String reason) {
        var regex = "/^Resource::%s$/".formatted(resource.replace("/", "\\/"));
        suppress(
                construct,
                new NagPackSuppression.Builder()
                        .id(WILDCARD)
                        .appliesTo(List.of(RegexAppliesTo.builder().regex(regex).build()))
                        .reason(reason));
    }

    private static void suppress(IConstruct construct, NagPackSuppression.Builder suppression) {
        NagSuppressions.addResourceSuppressions(construct, List.of(suppression.build()), true);
    }
}
