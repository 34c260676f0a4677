package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.KeyShape;
import dev.iota.cloud.shape.KeyType;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.TableShape;
import dev.iota.local.cloud.lambda.HandlerFactory;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.provision.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedCloudTest {
    private static final Names NAMES = CloudFixture.NAMES;

    private Path folder;
    private CloudFixture cloud;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        cloud = new CloudFixture(folder);
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    @Test
    void tables_have_the_keys_the_indexes_and_the_expiry_of_their_shapes() {
        var dynamoDb = cloud.localClients.dynamoDb();

        var table = dynamoDb.describeTable(request -> request.tableName(NAMES.microbatches()))
                .table();
        assertThat(table.keySchema()).extracting("attributeName").containsExactly("shard", "id");
        assertThat(table.attributeDefinitions())
                .filteredOn(attribute -> attribute.attributeTypeAsString().equals("N"))
                .extracting("attributeName")
                .containsExactly("id");
        assertThat(table.globalSecondaryIndexes()).hasSize(2).allSatisfy(index -> {
            assertThat(index.indexStatus()).isEqualTo(IndexStatus.ACTIVE);
            assertThat(index.projection().projectionTypeAsString()).isEqualTo("KEYS_ONLY");
        });
        assertThat(dynamoDb.describeTimeToLive(request -> request.tableName(NAMES.applied()))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("expires");
        assertThat(dynamoDb.listTables().tableNames())
                .containsExactlyInAnyOrderElementsOf(Resources.of(NAMES).tables().stream()
                        .map(TableShape::name)
                        .toList());
    }

    @Test
    void ports_that_others_took_before_it_listened_there_are_chosen_again(@TempDir Path place) throws Exception {
        var options = cloud.options(place, 0, Clock.systemUTC());
        try (var other = new ServerSocket()) {
            // What it chooses last: the others are in its file by then.
            RandomGenerator random = () -> {
                if (CloudFile.exists(place) && !other.isBound()) {
                    take(other, place);
                }
                return options.random().nextLong();
            };
            try (var started = EmbeddedCloud.start(new CloudOptions(
                    place, NAMES, 0, options.resources(), options.handlers(), options.clock(), random))) {
                assertThat(other.isBound()).isTrue();
                assertThat(started.file().states().getPort()).isNotEqualTo(other.getLocalPort());
                assertThat(CloudFile.read(place)).isEqualTo(started.file());
            }
        }
    }

    private static void take(ServerSocket other, Path place) {
        try {
            other.bind(Loopback.address(CloudFile.read(place).states().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_table_that_exists_is_left_alone_and_one_with_other_keys_is_refused() {
        var tables = new Tables(cloud.localClients.dynamoDb());
        Resources.of(NAMES).tables().forEach(tables::make);

        var other = new TableShape(NAMES.runs(), new KeyShape("other", KeyType.S), null, List.of(), null);

        assertThatThrownBy(() -> tables.make(other))
                .hasMessageContaining(NAMES.runs())
                .hasMessageContaining("use a new folder");
    }

    @Test
    void queues_have_the_visibility_and_the_dead_letters_of_their_shapes() {
        var attributes = cloud.localClients
                .sqs()
                .getQueueAttributes(request ->
                        request.queueUrl(cloud.queueUrl(NAMES.events())).attributeNames(QueueAttributeName.ALL))
                .attributes();

        assertThat(attributes).containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "1");
        assertThat(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                .contains(Names.deadLetters(NAMES.events()))
                .contains(Integer.toString(CloudFixture.MAX_RECEIVE_COUNT));
    }

    @Test
    void a_handler_reaches_the_services_with_no_configuration_but_its_surroundings() throws Exception {
        var api = cloud.cloud.file().api();

        var first = CloudFixture.post(api, "/v1/count");
        var second = CloudFixture.post(api, "/v1/count");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(Integer.parseInt(second.body())).isEqualTo(Integer.parseInt(first.body()) + 1);
    }

    @Test
    void a_state_machine_invokes_the_function_that_its_shape_names() throws Exception {
        // A client that is told nothing: where the service is stands in the surroundings.
        try (var states = SfnClient.builder()
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .build()) {
            var machine = states.listStateMachines().stateMachines().getFirst();
            assertThat(machine.name()).isEqualTo(NAMES.stateMachine("Call"));
            var execution = states.startExecution(request -> request.stateMachineArn(machine.stateMachineArn())
                            .input("{\"detail-type\": \"Asked\", \"resources\": [\"seen\"]}"))
                    .executionArn();

            assertThat(CloudFixture.eventually(() -> "[\"seen\"]"
                            .equals(states.describeExecution(request -> request.executionArn(execution))
                                    .output())))
                    .isTrue();
        }
    }

    @Test
    void nothing_listens_beyond_loopback() throws Exception {
        var beyond = NetworkInterface.networkInterfaces()
                .filter(EmbeddedCloudTest::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();

        for (var address : beyond) {
            for (var endpoint : endpoints()) {
                assertThatThrownBy(() -> connect(address, endpoint.getPort()))
                        .as("%s on %s", endpoint, address)
                        .isInstanceOf(SocketException.class);
            }
        }
        for (var endpoint : endpoints()) {
            connect(Loopback.address(0).getAddress(), endpoint.getPort());
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_file_with_the_secret_is_readable_by_its_owner_alone() throws Exception {
        assertThat(Files.getPosixFilePermissions(folder.resolve(CloudFile.NAME)))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        assertThat(cloud.cloud.file().toString())
                .doesNotContain(cloud.cloud.file().secretAccessKey());
    }

    @Test
    void a_second_cloud_on_the_same_folder_is_refused() {
        assertThatThrownBy(() -> new CloudFixture(folder))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    @Test
    void a_port_in_use_is_named_with_the_remedy(@TempDir Path other) throws Exception {
        try (var taken = new ServerSocket()) {
            taken.bind(Loopback.address(0));

            assertThatThrownBy(() -> new CloudFixture(other, taken.getLocalPort()))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
        assertThat(other.resolve(CloudFile.NAME)).doesNotExist();
    }

    @Test
    void a_folder_of_another_run_is_refused_and_left_alone(@TempDir Path other) throws Exception {
        var theirs = cloud.cloud.file();
        new CloudFile(
                        CloudKind.EMBEDDED,
                        "theirs",
                        theirs.region(),
                        theirs.account(),
                        theirs.api(),
                        theirs.dynamoDb(),
                        theirs.sqs(),
                        theirs.s3(),
                        theirs.sts(),
                        theirs.states(),
                        theirs.accessKeyId(),
                        theirs.secretAccessKey(),
                        1)
                .write(other);

        assertThatThrownBy(() -> new CloudFixture(other))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("'theirs'")
                .hasMessageContaining("'test'");
        assertThat(CloudFile.read(other).run()).isEqualTo("theirs");
    }

    @Test
    void a_function_without_a_class_is_named_and_nothing_stays_open(@TempDir Path other) {
        var names = new Names("missing");
        var shapes = CloudFixture.resources(names);
        HandlerFactory missing = function -> HandlerFactory.byName()
                .handler(new FunctionShape(
                        function.name(), "dev.iota.Missing", function.memoryMb(), function.timeout()));
        var options = new CloudOptions(other, names, 0, shapes, missing, Clock.systemUTC(), new SecureRandom());

        for (var attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> EmbeddedCloud.start(options))
                    .hasMessageContaining("dev.iota.Missing of function Echo is not on the class path");
        }
    }

    private Iterable<URI> endpoints() {
        var file = cloud.cloud.file();
        return Stream.of(file.api(), file.dynamoDb(), file.sqs(), file.s3(), file.sts(), file.states())
                .toList();
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    private static void connect(InetAddress address, int port) throws Exception {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
        }
    }

    @Test
    void the_environment_for_other_processes_names_every_service() {
        assertThat(cloud.cloud.file().environment())
                .containsAllEntriesOf(Map.of(
                        "AWS_ENDPOINT_URL_S3", cloud.cloud.file().s3().toString(),
                        "AWS_ENDPOINT_URL_SQS", cloud.cloud.file().sqs().toString(),
                        "AWS_ENDPOINT_URL_SFN", cloud.cloud.file().states().toString(),
                        "IOTA_RUN", "test"));
    }
}
