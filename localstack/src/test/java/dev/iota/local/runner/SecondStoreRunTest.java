package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.ObjectStore;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.runner.operator.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run whose objects are in a store of their own, another process with other credentials. */
@Tag("e2e")
class SecondStoreRunTest {
    private static final String STORE = "store";

    @TempDir
    private Path folder;

    @Test
    void objects_of_a_run_are_in_the_other_store_and_nothing_else_of_it_is() throws Exception {
        var run = folder.resolve("run");
        var place = folder.resolve(STORE);
        try (var process = CloudProcess.start(place, STORE, folder.resolve("store.log"))) {
            assertThat(process.process().isAlive()).isTrue();
            var store = CloudFile.read(place);
            try (var started = Started.start(folder, List.of(), arguments(run), settings(store))) {
                var ended = started.awaitEnd();
                assertThat(ended.status()).as(ended.output()).isZero();
            }

            assertThat(objects(run.resolve("cloud"))).isEmpty();
            assertThat(objects(place)).anyMatch(path -> path.contains("/checkpoint/"));
            try (var clients = Endpoints.clients(store)) {
                assertThat(clients.dynamoDb().listTables().tableNames())
                        .allMatch(name -> name.startsWith("iota-store-"));
                assertThat(clients.sqs().listQueues().queueUrls()).allMatch(url -> url.contains("/iota-store-"));
            }
            assertThat(Files.readString(run.resolve("cloud").resolve(CloudFile.NAME)))
                    .doesNotContain(store.secretAccessKey());
        }
    }

    private List<String> arguments(Path run) throws IOException {
        return List.of(
                "train",
                "--preset",
                Mini.preset(folder).toString(),
                "--data",
                Mini.text(folder).toString(),
                "--out",
                run.toString(),
                "--steps",
                "4",
                "--validators",
                "0");
    }

    private static Map<String, String> settings(CloudFile store) {
        return Map.of(
                ObjectStore.ENDPOINT, store.s3().toString(),
                ObjectStore.ACCESS_KEY, store.accessKeyId(),
                ObjectStore.SECRET, store.secretAccessKey());
    }

    private static List<String> objects(Path cloud) throws IOException {
        try (var files = Files.walk(cloud.resolve("objects"))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
