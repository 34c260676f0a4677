package dev.iota.infra;

import dev.iota.cloud.shape.BucketShape;
import dev.iota.cloud.shape.LifecycleRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/** The buckets: private, encrypted, over TLS only, and kept when the stack goes, because checkpoints are in them. */
final class ObjectBuckets extends Construct {
    /** Nobody finishes an upload that was begun so long ago, and its parts cost storage unseen. */
    private static final Duration ABANDONED_UPLOAD = Duration.days(1);

    private final Map<String, Bucket> byName = new LinkedHashMap<>();

    ObjectBuckets(Construct scope, List<BucketShape> shapes) {
        super(scope, "Objects");
        shapes.forEach(shape -> byName.put(shape.name(), bucket(shape)));
    }

    /** The bucket with this deployed name. */
    Bucket get(String name) {
        return Found.in(byName, "bucket", name);
    }

    private Bucket bucket(BucketShape shape) {
        var bucket = Bucket.Builder.create(this, shape.name())
                .bucketName(shape.name())
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                .encryption(BucketEncryption.S3_MANAGED)
                .enforceSsl(true)
                .removalPolicy(RemovalPolicy.RETAIN)
                .lifecycleRules(Stream.concat(
                                shape.lifecycle().stream().map(ObjectBuckets::expiry),
                                Stream.of(software.amazon.awscdk.services.s3.LifecycleRule.builder()
                                        .abortIncompleteMultipartUploadAfter(ABANDONED_UPLOAD)
                                        .build()))
                        .toList())
                .build();
        Reasons.accept(
                bucket,
                "AwsSolutions-S1",
                "a server access log would grow by two lines a hop, and every transfer is in a receipt"
                        + " or an event already");
        return bucket;
    }

    private static software.amazon.awscdk.services.s3.LifecycleRule expiry(LifecycleRule rule) {
        return software.amazon.awscdk.services.s3.LifecycleRule.builder()
                .prefix(rule.prefix())
                .expiration(Duration.days(rule.days()))
                .build();
    }
}
