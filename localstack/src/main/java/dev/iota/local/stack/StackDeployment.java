package dev.iota.local.stack;

import dev.iota.core.base.Json;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Brings a synthesized stack into an account through CloudFormation, as {@code cdk bootstrap} and {@code deploy} do.
 */
final class StackDeployment {
    /** The name that {@code cdk bootstrap} gives its stack. */
    private static final String TOOLKIT = "CDKToolkit";

    /** Of what it leaves in the account; the templates of this CDK want at least 6. */
    private static final String TOOLKIT_VERSION = "30";

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int MOST_REASONS = 3;

    private final CloudFormationClient cloudFormation;
    private final S3Client s3;

    StackDeployment(CloudFormationClient cloudFormation, S3Client s3) {
        this.cloudFormation = cloudFormation;
        this.s3 = s3;
    }

    /** @throws CloudException if a resource cannot be made, with the reasons of CloudFormation */
    void deploy(StackTemplate stack) throws CloudException, IOException, InterruptedException {
        cloudFormation.createStack(b -> b.stackName(TOOLKIT).templateBody(toolkit(stack)));
        await(TOOLKIT);
        for (var asset : stack.assets()) {
            s3.putObject(b -> b.bucket(asset.bucket()).key(asset.key()), RequestBody.fromFile(asset.file()));
        }
        var template = stack.template();
        var url = s3.utilities()
                .getUrl(b -> b.bucket(template.bucket()).key(template.key()))
                .toString();
        cloudFormation.createStack(
                b -> b.stackName(stack.stack()).templateURL(url).capabilities(Capability.CAPABILITY_NAMED_IAM));
        await(stack.stack());
    }

    /** What of {@code cdk bootstrap} a deployment by somebody who may do everything needs. */
    private static String toolkit(StackTemplate stack) {
        try {
            return Json.write(Map.of(
                    "Resources",
                    Map.of(
                            "Assets",
                            resource(
                                    "AWS::S3::Bucket",
                                    Map.of("BucketName", stack.template().bucket())),
                            "Version",
                            resource(
                                    "AWS::SSM::Parameter",
                                    Map.of(
                                            "Name",
                                            stack.bootstrapParameter(),
                                            "Type",
                                            "String",
                                            "Value",
                                            TOOLKIT_VERSION)))));
        } catch (IOException e) {
            throw new IllegalStateException("the template was read before", e);
        }
    }

    private static Map<String, Object> resource(String type, Map<String, String> properties) {
        return Map.of("Type", type, "Properties", properties);
    }

    private void await(String name) throws CloudException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var stack = cloudFormation
                    .describeStacks(b -> b.stackName(name))
                    .stacks()
                    .getFirst();
            if (stack.stackStatus() == StackStatus.CREATE_COMPLETE) {
                return;
            }
            if (stack.stackStatus() != StackStatus.CREATE_IN_PROGRESS) {
                throw new CloudException("the stack %s was not created (%s): %s"
                        .formatted(name, stack.stackStatusAsString(), String.join("; ", reasons(name))));
            }
            if (System.nanoTime() > deadline) {
                throw new CloudException(
                        "the stack %s was not created in %d minutes".formatted(name, PATIENCE.toMinutes()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    private List<String> reasons(String name) {
        return cloudFormation.describeStackEvents(b -> b.stackName(name)).stackEvents().stream()
                .filter(event -> event.resourceStatusAsString().endsWith("FAILED"))
                .map(event -> "%s: %s".formatted(event.logicalResourceId(), event.resourceStatusReason()))
                .limit(MOST_REASONS)
                .collect(Collectors.toList());
    }
}
