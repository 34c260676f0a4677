"""LocalStack on this host, without a container engine: its functions are processes (functions.py), and DynamoDB Local and JSONata,
which it would download, are jars that the build has here anyway. All of it is for the release that install.sh pins."""

import os
import signal
import sys
import threading
import time

import psutil

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


def bring_functions():
    from localstack.services.lambda_.invocation import runtime_executor

    from functions import ProcessExecutor

    runtime_executor.get_runtime_executor = lambda: ProcessExecutor


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    bring_functions()
    bring_dynamodb()
    bring_jsonata()
    from localstack.runtime.main import main

    main()
