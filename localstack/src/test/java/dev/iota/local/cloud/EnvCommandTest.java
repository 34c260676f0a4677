package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.local.runner.command.EnvCommand;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.core.sync.RequestBody;

/** Other programs reach the cloud with what the command prints, read by a shell. */
@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
public class EnvCommandTest {
    private static final String BUCKET = CloudFixture.NAMES.objects();

    private Path run;
    private CloudFixture cloud;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        run = folder.resolve("a run's");
        cloud = new CloudFixture(run.resolve("cloud"));
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    private static String printed(Path folder) {
        var out = new StringWriter();
        var status = command(out, new StringWriter()).execute("--run", folder.toString());
        assertThat(status).isZero();
        return out.toString();
    }

    private static String failure(Path folder) {
        var err = new StringWriter();
        assertThat(command(new StringWriter(), err).execute("--run", folder.toString()))
                .isNotZero();
        return err.toString();
    }

    private static CommandLine command(StringWriter out, StringWriter err) {
        return new CommandLine(new EnvCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println(e.getMessage());
                    command.getErr().flush();
                    return 1;
                });
    }

    private static String shell(String script) throws Exception {
        var shell = new ProcessBuilder("sh", "-e", "-c", script).redirectErrorStream(true);
        shell.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        shell.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        var process = shell.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void a_shell_reads_where_the_services_are_and_by_which_keys() throws Exception {
        var file = cloud.cloud.file();

        var said = shell(printed(run)
                + "echo $AWS_ENDPOINT_URL_SQS $AWS_ENDPOINT_URL_SFN $AWS_DEFAULT_REGION $AWS_SECRET_ACCESS_KEY");

        assertThat(said).isEqualTo("%s %s us-east-1 %s\n".formatted(file.sqs(), file.states(), file.secretAccessKey()));
        assertThat(printed(run.resolve("cloud"))).isEqualTo(printed(run));
    }

    @Test
    void a_cloud_that_does_not_run_is_told_with_the_remedy(@TempDir Path other) throws Exception {
        Files.copy(run.resolve("cloud").resolve(CloudFile.NAME), other.resolve(CloudFile.NAME));
        var text = Files.readString(other.resolve(CloudFile.NAME));
        Files.writeString(
                other.resolve(CloudFile.NAME), text.replaceAll("\"pid\":\\d+", "\"pid\":" + Integer.MAX_VALUE));

        assertThat(failure(other)).contains("does not run").contains("./iota cloud --dir " + other);
        assertThat(failure(other.resolve("none"))).contains("there is no embedded cloud");
    }

    @Test
    void the_command_line_client_of_aws_reaches_every_service() throws Exception {
        assumeTrue(isInstalled("aws"), "aws is not installed here: what it sends is not tried");
        cloud.localClients
                .s3()
                .putObject(request -> request.bucket(BUCKET).key("conf"), RequestBody.fromString("12345"));

        var said = shell(printed(run) + """
                export AWS_PAGER=
                aws sts get-caller-identity --query Arn --output text
                aws s3 ls s3://%1$s/
                echo copied | aws s3 cp - s3://%1$s/copy
                aws s3 cp s3://%1$s/copy -
                aws dynamodb list-tables --output text
                sqs="aws sqs --endpoint-url $AWS_ENDPOINT_URL_SQS"
                $sqs list-queues --output text
                $sqs send-message --queue-url "$($sqs get-queue-url --queue-name %2$s --output text)" \
                    --message-body ü --query MD5OfMessageBody --output text
                aws stepfunctions list-state-machines --query 'stateMachines[].name' --output text
                """.formatted(BUCKET, CloudFixture.NAMES.timers()));

        assertThat(said)
                .contains("arn:aws:iam::000000000000:root")
                .contains("5 conf")
                .contains("copied")
                .contains(CloudFixture.NAMES.microbatches())
                .contains(CloudFixture.NAMES.events())
                .contains("c03410a5204b21cd8229ff754688d743")
                .contains(CloudFixture.NAMES.stateMachine("Call"));
    }

    @Test
    void boto3_reaches_every_service() throws Exception {
        assumeTrue(hasBoto3(), "no python3 with boto3 is installed here: what it sends is not tried");

        var said = shell(printed(run) + """
                exec python3 - <<'END'
                import boto3
                print(boto3.client("sts").get_caller_identity()["Arn"])
                s3 = boto3.client("s3")
                s3.put_object(Bucket="%1$s", Key="boto", Body=b"12345")
                found = s3.get_object(Bucket="%1$s", Key="boto")
                print(found["Body"].read().decode(), found["ContentLength"])
                print([each["Key"] for each in s3.list_objects_v2(Bucket="%1$s", Prefix="bo")["Contents"]])
                print(boto3.client("dynamodb").list_tables()["TableNames"])
                sqs = boto3.client("sqs")
                queue = sqs.get_queue_url(QueueName="%2$s")["QueueUrl"]
                print(sqs.send_message(QueueUrl=queue, MessageBody="ü")["MD5OfMessageBody"])
                machines = boto3.client("stepfunctions").list_state_machines()["stateMachines"]
                print([machine["name"] for machine in machines])
                END
                """.formatted(BUCKET, CloudFixture.NAMES.timers()));

        assertThat(said)
                .contains("arn:aws:iam::000000000000:root")
                .contains("12345 5")
                .contains("['boto']")
                .contains(CloudFixture.NAMES.microbatches())
                .contains("c03410a5204b21cd8229ff754688d743")
                .contains(CloudFixture.NAMES.stateMachine("Call"));
    }

    private static boolean hasBoto3() throws Exception {
        return isInstalled("python3")
                && new ProcessBuilder("python3", "-c", "import boto3")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
