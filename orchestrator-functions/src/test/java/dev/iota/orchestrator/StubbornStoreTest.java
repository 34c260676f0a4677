package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.S3Error;

/** A store that keeps what it is told to delete costs bytes, and neither microbatches nor epochs. */
class StubbornStoreTest {
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void epochs_go_on_although_nothing_is_deleted() {
        var scene =
                new EpochScene(Setup.of(2, EpochScene.spec(1, 0.05)).blocks(1).wrap(this::keeping));

        // Uploads are removed two epochs later.
        for (var epoch = 0; epoch < 3; epoch++) {
            if (epoch > 0) {
                scene.next();
            }
            scene.trainFor(1);
            scene.mergeWith(scene.miners());
            assertThat(scene.publishAndFlip().kept()).hasSize(2);
        }

        assertThat(refused).hasPositiveValue();
        assertThat(scene.run().status().now().completed()).isPositive();
        assertThat(scene.run().status().now().lost()).isZero();
    }

    private AwsClients keeping(AwsClients clients) {
        return Intercept.objects(clients, this::keep);
    }

    private @Nullable Object keep(String method, Object request, Intercept.Call real) throws Throwable {
        if (!method.equals("deleteObjects")) {
            return real.make();
        }
        refused.incrementAndGet();
        return DeleteObjectsResponse.builder()
                .errors(S3Error.builder()
                        .key("k")
                        .code("AccessDenied")
                        .message("no")
                        .build())
                .build();
    }
}
