package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.queue.QueueDepths;
import dev.iota.core.owner.RunState;
import dev.iota.orchestrator.admin.RunOrders;
import dev.iota.orchestrator.admin.RunRemoval;
import dev.iota.orchestrator.context.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** The end of a run for good, beside another one in the same account. */
class RunRemovalTest {
    private static List<String> tables(EpochScene scene) {
        return scene.run().services().clients().dynamoDb().listTablesPaginator().tableNames().stream()
                .filter(name -> name.startsWith(scene.run().names().tablePrefix()))
                .toList();
    }

    @Test
    void nothing_is_left_of_a_run_but_its_stack_and_everything_of_another_one() {
        var gone = EpochScene.of(2);
        var stays = EpochScene.of(2);
        gone.train();
        var services = gone.run().services();
        var removal = new RunRemoval(services);
        assertThat(removal.inboxes()).hasSizeGreaterThanOrEqualTo(2);

        assertThat(removal.end()).isGreaterThanOrEqualTo(2);

        assertThat(removal.inboxes()).isEmpty();
        assertThat(new QueueDepths(services.clients().sqs(), services.names()).all())
                .hasSize(6)
                .allSatisfy((queue, depth) -> assertThat(depth).isEqualTo(new QueueDepths.Depth(0, 0, 0)));
        var runs = new Runs(services);
        assertThat(new RunOrders(services, runs, gone.run().control()).state()).isEqualTo(RunState.ENDED);
        assertThatThrownBy(() -> gone.run().miner(1)).as("no miner is let in").isInstanceOf(Throwable.class);

        assertThat(removal.objects()).isPositive();
        assertThatThrownBy(() -> services.objects().length("x").orElseThrow()).isInstanceOf(Exception.class);
        assertThat(removal.tables()).hasSize(11);
        assertThat(tables(gone)).isEmpty();

        assertThat(tables(stays)).hasSize(11);
        assertThat(new RunRemoval(stays.run().services()).inboxes()).hasSizeGreaterThanOrEqualTo(2);
        stays.train();
        stays.run().forget();
    }

    @Test
    void what_is_gone_is_removed_again_without_an_error() {
        var scene = EpochScene.of(1);
        var removal = new RunRemoval(scene.run().services());
        removal.end();
        removal.objects();
        removal.tables();

        assertThat(removal.end()).isZero();
        assertThat(removal.objects()).isZero();
        assertThat(removal.tables()).isEmpty();
        assertThatThrownBy(() -> scene.run()
                        .services()
                        .clients()
                        .s3()
                        .listObjectsV2(b -> b.bucket(scene.run().names().objects())))
                .isInstanceOf(NoSuchBucketException.class);
    }
}
