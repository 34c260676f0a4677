"""usage: serve.py PORT FOLDER -- runs LocalStack on this port of this host until it is killed, with its files in FOLDER.

LocalStack on this host, without a container engine: its functions are processes (functions.py), and DynamoDB Local and JSONata,
which it would download, are jars that the build has here anyway. All of it is for the release that install.sh pins."""

import os
import signal
import sys
import threading
import time

import psutil

HOST = "127.0.0.1"
SETTINGS = {
    # Its own folders are below the one that it is given, wherever it thinks that it runs.
    "OVERRIDE_IN_DOCKER": "0",
    # Its usual server listens on all addresses.
    "GATEWAY_SERVER": "hypercorn",
    # The usual URLs of queues want a name server.
    "SQS_ENDPOINT_STRATEGY": "off",
    "DNS_ADDRESS": "0",
    "S3_SKIP_SIGNATURE_VALIDATION": "0",
    "DISABLE_EVENTS": "1",
    "SKIP_SSL_CERT_DOWNLOAD": "1",
    "EAGER_SERVICE_LOADING": "1",
    "SERVICES": "dynamodb,sqs,s3,sts,iam,lambda,stepfunctions,events,scheduler,cloudformation,cloudwatch,logs,ssm",
    # Otherwise it writes a line for each call.
    "LS_LOG": "warning",
    # A message waits for the next poll, a hop for its message.
    "LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC": "0.05",
    "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "0.5",
    "LAMBDA_IGNORE_ARCHITECTURE": "1",
}

CLASSES_OF_DYNAMODB = os.environ["IOTA_DYNAMODB_CLASSES"]
FOLDER_OF_JSONATA = os.environ["IOTA_JSONATA_FOLDER"]
JAVA_HOME = os.environ["JAVA_HOME"]
MAIN_OF_DYNAMODB = "software.amazon.dynamodb.services.local.main.ServerRunner"


def end_with(parent):
    """Leaves nothing behind when the process that started this one is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(1)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(128 + signal.SIGTERM)


def bring_dynamodb():
    from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
    from localstack.services.dynamodb.server import DynamodbServer

    DynamoDBLocalPackageInstaller.install = lambda self, *args, **kwargs: None
    DynamoDBLocalPackageInstaller.get_java_env_vars = lambda self: {"JAVA_HOME": JAVA_HOME}

    def command(self):
        place = ["-dbPath", self.db_path] if self.db_path else ["-inMemory"]
        shared = ["-sharedDb"] if self.share_db else []
        return [
            os.path.join(JAVA_HOME, "bin", "java"),
            f"-Xmx{self.heap_size}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            f"-Djava.io.tmpdir={os.environ['TMPDIR']}",
            "-cp",
            CLASSES_OF_DYNAMODB,
            MAIN_OF_DYNAMODB,
            "-port",
            str(self.port),
            "-disableTelemetry",
            *place,
            *shared,
        ]

    DynamodbServer._create_shell_command = command


def bring_jsonata():
    from localstack.services.stepfunctions.packages import JSONataPackageInstaller

    JSONataPackageInstaller.install = lambda self, *args, **kwargs: None
    JSONataPackageInstaller.get_java_home = lambda self: JAVA_HOME
    JSONataPackageInstaller.get_installed_dir = lambda self: FOLDER_OF_JSONATA


def bring_objects(folder):
    """Otherwise every LocalStack of this host has them in the same folder of /tmp, and leaves it."""
    from localstack.services.s3 import provider

    provider.DEFAULT_S3_TMP_DIR = os.path.join(folder, "objects")


def bring_functions():
    from localstack.services.lambda_.invocation import runtime_executor

    from functions import ProcessExecutor

    runtime_executor.get_runtime_executor = lambda: ProcessExecutor


def settle(port, folder):
    """Before anything of LocalStack is imported, which reads its settings then."""
    temporary = os.path.join(folder, "tmp")
    os.makedirs(temporary, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # of whom it stands for
    os.environ.update(
        SETTINGS,
        FILESYSTEM_ROOT=folder,
        TMPDIR=temporary,
        XDG_CACHE_HOME=os.path.join(folder, "cache"),
        GATEWAY_LISTEN=f"{HOST}:{port}",
        LOCALSTACK_HOST=f"{HOST}:{port}",
    )


if __name__ == "__main__":
    settle(*sys.argv[1:])
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    bring_objects(sys.argv[2])
    bring_functions()
    bring_dynamodb()
    bring_jsonata()
    from localstack.runtime.main import main

    main()
