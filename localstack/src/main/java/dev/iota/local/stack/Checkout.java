package dev.iota.local.stack;

import dev.iota.local.cloud.net.CloudException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is needed of the checkout beside this program: the CDK application, and the scripts that bring LocalStack.
 *
 * @param root of the checkout
 */
record Checkout(Path root) {
    /** System property that says where the checkout is; the launcher sets it. */
    static final String PROPERTY = "iota.checkout";

    /** The release, which is also the one that {@code install.sh} pins. */
    private static final String RELEASE = "localstack-4.14.0";

    /** @throws CloudException if something is not there */
    static Checkout ofThisJvm() throws CloudException {
        var checkout = new Checkout(
                Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize());
        for (var file : new Path[] {checkout.install(), checkout.serve(), checkout.stackJar()}) {
            if (!Files.isRegularFile(file)) {
                throw new CloudException("there is no %s; start this through ./iota, or set -D%s to the checkout"
                        .formatted(file, PROPERTY));
            }
        }
        return checkout;
    }

    /** Brings LocalStack. */
    Path install() {
        return host().resolve("install.sh");
    }

    /** Runs it. */
    Path serve() {
        return host().resolve("serve.py");
    }

    private Path host() {
        return root.resolve("localstack").resolve("host");
    }

    /** Where it is installed: built things go with {@code mvn clean}. */
    Path installation() {
        return root.resolve("localstack").resolve("target").resolve(RELEASE);
    }

    /** The CDK application. */
    Path stackJar() {
        return stackFolder().resolve("target").resolve("infra-cdk.jar");
    }

    /** From where it finds the functions' jar. */
    Path stackFolder() {
        return root.resolve("infra-cdk");
    }
}
