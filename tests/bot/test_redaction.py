"""Secrets are masked, and nothing else is."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import redaction
from bot.redaction import redact
from bot.secret_forms import SECRET_FORMS

JWT = (
    "eyJhbGciOiJSUzI1NiIsImtpZCI6IkF6In0.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50Iiwic3ViIjoic3lzdGVtIn0"
    ".c2lnbmF0dXJlLW9mLWEtdG9rZW4tdGhhdC1uZXZlci1leGlzdGVk"
)
KEY_LINES = (
    "MIIEowIBAAKCAQEAvZ0pYd0pXq3Jb1mQw8r7n5s1Hq2bV9k3cT4uYx6eW8iO0pLz",
    "Kj2hGf4dSa6PoIuYtReWqAsDfGhJkLzXcVbNm1234567890QwErTyUiOpAsDfGh",
    "Zx9=",
)
PEM = "\n".join(("-----BEGIN RSA PRIVATE KEY-----", *KEY_LINES, "-----END RSA PRIVATE KEY-----"))
LONG_BASE64 = "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVBdlowcFlkMHBYcTNK"

EXAMPLES: dict[str, tuple[str, str]] = {
    # text, what people see instead
    "pem": (PEM, "[masked: private-key]"),
    "pem, escaped on one line": (
        json.dumps({"type": "service_account", "private_key": PEM}),
        '{"type": "service_account", "private_key": "[masked: private-key]"}',
    ),
    "pem, cut off": (
        f"it starts with\n-----BEGIN RSA PRIVATE KEY-----\n{KEY_LINES[0]}\n{KEY_LINES[1][:30]}",
        "it starts with\n[masked: private-key]",
    ),
    "pem, cut off, encrypted": (
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n" + KEY_LINES[0],
        "[masked: private-key]",
    ),
    "pem, cut off, escaped": (
        f'"-----BEGIN PRIVATE KEY-----\\n{KEY_LINES[0]}\\n{KEY_LINES[1]}',
        '"[masked: private-key]',
    ),
    "openssh": (
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{KEY_LINES[0]}\n-----END OPENSSH PRIVATE KEY-----",
        "[masked: private-key]",
    ),
    "putty": (
        f"Private-Lines: 2\n{KEY_LINES[0]}\n{KEY_LINES[1]}\nPrivate-MAC: 00",
        "Private-Lines: 2[masked: private-key]\nPrivate-MAC: 00",
    ),
    "age": ("AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", "[masked: private-key]"),
    "jwt": (f"got {JWT} from it", "got [masked: jwt] from it"),
    "jwt, wrapped by the terminal": (
        f"{JWT[:40]}\n{JWT[40:120]}\n{JWT[120:]}\nE0611 kubelet: failed",
        "[masked: jwt]\nE0611 kubelet: failed",
    ),
    "jwt, cut off": (f"{JWT[:60]}", "[masked: jwt]"),
    "jwt, cut off in its header": (f"{JWT[:30]} …", "[masked: jwt] …"),
    "slack bot": ("export X=xoxb-123456789012-abcDEF", "export X=[masked: slack-token]"),
    "slack user": ("xoxp-123456789012-123-abc", "[masked: slack-token]"),
    "slack rotated": ("xoxe.xoxp-1-Mi0yLTEyMzQ", "[masked: slack-token]"),
    "slack app": ("xapp-1-A0123456789-1234567890-0abc", "[masked: slack-token]"),
    "slack webhook": (
        "curl https://hooks.slack.com/services/T000/B000/XXXXyyyy0123",
        "curl https://hooks.slack.com/services/[masked: webhook]",
    ),
    "teams webhook": (
        "https://x.webhook.office.com/webhookb2/1a2b@3c",
        "https://x.webhook.office.com/webhookb2/[masked: webhook]",
    ),
    "github": ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "[masked: github-token]"),
    "github, fine-grained": ("github_pat_11ABCDEFG0123456789_abcdef", "[masked: github-token]"),
    "gitlab": ("glpat-0123456789abcdefghij", "[masked: gitlab-token]"),
    "gitlab runner": ("GR1348941abcdefghij0123456789", "[masked: gitlab-token]"),
    "npm": (
        "//npm.example.com/:npm_0123456789abcdefghijABCDEFGHIJ012345",
        "//npm.example.com/:[masked: npm-token]",
    ),
    "pypi": ("pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAw", "[masked: pypi-token]"),
    "docker hub": ("dckr_pat_0123456789abcdefghij_-", "[masked: docker-token]"),
    "aws id": ("AKIAIOSFODNN7EXAMPLE is refused", "[masked: aws-access-key] is refused"),
    "aws session id": ("ASIAIOSFODNN7EXAMPLE", "[masked: aws-access-key]"),
    "aws secret": (
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "aws_secret_access_key = [masked: secret]",
    ),
    "aws secret in json": (
        '{"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}',
        '{"SecretAccessKey": "[masked: secret]"}',
    ),
    "eks": ("k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8", "[masked: aws-access-key]"),
    "alibaba": ("LTAI5tAbCdEfGhIjKlMnOpQr", "[masked: cloud-key]"),
    "azure storage": (
        "DefaultEndpointsProtocol=https;AccountName=store1;AccountKey=abcDEF012+/xyz==;EndpointSuffix=core.windows.net",
        "DefaultEndpointsProtocol=https;AccountName=store1;AccountKey=[masked: azure-key];EndpointSuffix=core.windows.net",
    ),
    "azure bus": (
        "Endpoint=sb://b.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=abcDEF012=",
        "Endpoint=sb://b.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=[masked: azure-key]",
    ),
    "azure sas": (
        "https://s.blob.core.windows.net/c?sv=2022-11-02&sig=abc%2BDEF%3D&se=2027",
        "https://s.blob.core.windows.net/c?sv=2022-11-02&sig=[masked: azure-sas]&se=2027",
    ),
    "entra secret": ("abc8Q~0123456789abcdefghijklmnopqrstuvwx", "[masked: azure-client-secret]"),
    "google key": ("AIzaSyA0123456789abcdefghijklmnopqrstuv", "[masked: google-key]"),
    "google token": ("ya29.a0AfH6SMBx0123456789", "[masked: google-key]"),
    "openai": ("sk-0123456789abcdefghijABCDEFGHIJ012345", "[masked: api-key]"),
    "anthropic": ("sk-ant-api03-0123456789abcdef", "[masked: api-key]"),
    "stripe": ("sk_live_0123456789abcdef", "[masked: api-key]"),
    "grafana": ("glsa_0123456789abcdefghijABCDEFGHIJ_0a1b2c3d", "[masked: api-key]"),
    "vault": ("hvs.CAESIJ0123456789abcdefghij", "[masked: vault-token]"),
    "rancher": ("token-abc12:0123456789abcdefghij0123456789abcdefghij", "[masked: rancher-token]"),
    "k3s": ("K100123456789abcdef0123456789abcdef::server:0123456789abcdef", "[masked: join-token]"),
    "kubeadm join": (
        "kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:1234abcd",
        "kubeadm join 10.0.0.1:6443 --token [masked: bootstrap-token] --discovery-token-ca-cert-hash sha256:1234abcd",
    ),
    "kubeadm token list": ("9vr73a.a8uxyaju799qwdjv   23h   <forever>", "[masked: bootstrap-token]   23h   <forever>"),
    "certificate key": (
        f"[upload-certs] Using certificate key:\n{'0123456789abcdef' * 4}",
        "[upload-certs] Using certificate key:\n[masked: certificate-key]",
    ),
    "secret in yaml": (
        "apiVersion: v1\ndata:\n  username: YWRtaW4=\n  ca.crt: |\n    LS0tLS1C\n    RUdJTiBD\nkind: Secret\nmetadata:\n"
        "  name: db",
        "apiVersion: v1\ndata:\n  username: [masked: kubernetes-secret]\n  ca.crt: |\n    [masked: kubernetes-secret]"
        "\nkind: Secret\nmetadata:\n  name: db",
    ),
    "secret beside other things in yaml": (
        "kind: ConfigMap\ndata:\n  net-conf.json: x\n---\nkind: Secret\nstringData:\n  user: 'bob'\ntype: Opaque\n---\nkind: Pod",
        "kind: ConfigMap\ndata:\n  net-conf.json: x\n---\nkind: Secret\nstringData:\n  user: '[masked: kubernetes-secret]'"
        "\ntype: Opaque\n---\nkind: Pod",
    ),
    "secret in a yaml list": (
        "items:\n- apiVersion: v1\n  data:\n    a: b\n  kind: ConfigMap\n- apiVersion: v1\n  data:\n    c: ZA==\n  kind: Secret",
        "items:\n- apiVersion: v1\n  data:\n    a: b\n  kind: ConfigMap\n- apiVersion: v1\n  data:\n    c: [masked: kubernetes-secret]"
        "\n  kind: Secret",
    ),
    "secret in json": (
        '{"kind": "Secret", "data": {"user": "YWRtaW4=", "x": "eQ=="}, "type": "Opaque"}',
        '{"kind": "Secret", "data": {"user": "[masked: kubernetes-secret]", "x": "[masked: kubernetes-secret]"}, "type": "Opaque"}',
    ),
    "secret in an annotation": (
        r'last-applied: "{\"data\":{\"user\":\"YWRtaW4=\"},\"kind\":\"Secret\"}"',
        r'last-applied: "{\"data\":{\"user\":\"[masked: kubernetes-secret]\"},\"kind\":\"Secret\"}"',
    ),
    "secret, cut off": (
        '{"kind": "Secret", "data": {"user": "YWRtaW4=", "x": "eQ',
        '{"kind": "Secret", "data": {"user": "[masked: kubernetes-secret]", "x": "[masked: kubernetes-secret]',
    ),
    "secret on the command line": (
        "kubectl create secret generic db --from-literal=user=bob --from-literal='pin=12 34'",
        "kubectl create secret generic db --from-literal=user=[masked: kubernetes-secret] --from-literal='pin=[masked: kubernetes-secret]'",
    ),
    "kubeconfig": (
        f"users:\n- name: admin\n  user:\n    client-certificate-data: {LONG_BASE64}\n    client-key-data: {LONG_BASE64}\n",
        "users:\n- name: admin\n  user:\n    client-certificate-data: [masked: kubeconfig]\n    client-key-data: [masked: kubeconfig]\n",
    ),
    "kubeconfig, wrapped": (
        f"client-key-data: {LONG_BASE64}\n{LONG_BASE64}\nTEST==\ncontexts:",
        "client-key-data: [masked: kubeconfig]\ncontexts:",
    ),
    "kubeconfig in json": (f'{{"client-key-data":"{LONG_BASE64}"}}', '{"client-key-data":"[masked: kubeconfig]"}'),
    "kubeconfig token": ("    token: abcdefghijkl", "    token: [masked: secret]"),
    "docker config": (
        '{"auths":{"https://index.docker.io/v1/":{"auth":"Ym9iOmh1bnRlcjI="}}}',
        '{"auths":{"https://index.docker.io/v1/":{"auth":"[masked: registry-login]"}}}',
    ),
    "docker config in a secret": (".dockerconfigjson: eyJhdXRocyI6e319", ".dockerconfigjson: [masked: registry-login]"),
    "bearer": ("Authorization: Bearer abc.def-123", "Authorization: Bearer [masked: authorization]"),
    "bearer in a log": ("header bearer 0123456789abcdef refused", "header bearer [masked: authorization] refused"),
    "basic": ("-H 'Authorization: Basic Ym9iOmh1bnRlcjI='", "-H 'Authorization: Basic [masked: authorization]'"),
    "basic alone": ("sent Basic Ym9iOmh1bnRlcjI= to it", "sent Basic [masked: authorization] to it"),
    "cookie": ("Set-Cookie: session=abc; Path=/", "Set-Cookie: [masked: cookie]"),
    "postgres": ("postgres://app:p4ss/w@db.prod:5432/x", "postgres://app:[masked: password]@db.prod:5432/x"),
    "mongodb": ("mongodb+srv://app:hunter2@c0.mongodb.net", "mongodb+srv://app:[masked: password]@c0.mongodb.net"),
    "redis": ("redis://:hunter2@cache:6379/0", "redis://:[masked: password]@cache:6379/0"),
    "amqp": ("AMQP://bob:hunter2@mq/vhost", "AMQP://bob:[masked: password]@mq/vhost"),
    "url": ("https://bob:hunter2@git.example/x.git", "https://bob:[masked: password]@git.example/x.git"),
    "url with a token": ("https://0123456789abcdefghij@git.example/x", "https://[masked: token]@git.example/x"),
    "go mysql": ("app:hunter2@tcp(db:3306)/x", "app:[masked: password]@tcp(db:3306)/x"),
    "oracle": ("jdbc:oracle:thin:scott/tiger@//db:1521/x", "jdbc:oracle:thin:scott/[masked: password]@//db:1521/x"),
    "sql server": (
        "Server=tcp:db;User ID=sa;Password=P@ss,w0rd;Encrypt=True",
        "Server=tcp:db;User ID=sa;Password=[masked: password];Encrypt=True",
    ),
    "odbc": ("UID=sa;PWD={a;b};Database=x", "UID=sa;PWD={[masked: password]};Database=x"),
    "jdbc": (
        "jdbc:sqlserver://db:1433;user=sa;password=hunter2;encrypt=true",
        "jdbc:sqlserver://db:1433;user=sa;password=[masked: password];encrypt=true",
    ),
    "query string": (
        "GET /x?access_token=abc123&page=2 HTTP/1.1",
        "GET /x?access_token=[masked: token]&page=2 HTTP/1.1",
    ),
    "securestring": (
        '$p = ConvertTo-SecureString "Pa ss!" -AsPlainText -Force',
        '$p = ConvertTo-SecureString "[masked: password]" -AsPlainText -Force',
    ),
    "networkcredential": (
        '[System.Net.NetworkCredential]::new("bob", "hunter2")',
        '[System.Net.NetworkCredential]::new("bob", "[masked: password]")',
    ),
    "net user": ("net user kube Passw0rd! /add", "net user kube [masked: password] /add"),
    "net use": (
        r"net use Z: \\srv\share Passw0rd! /user:kube",
        r"net use Z: \\srv\share [masked: password] /user:kube",
    ),
    "cmdkey": ("cmdkey /add:srv /user:kube /pass:Passw0rd!", "cmdkey /add:srv /user:kube /pass:[masked: password]"),
    "registry of windows": ("DefaultPassword    REG_SZ    hunter2", "DefaultPassword    REG_SZ    [masked: password]"),
    "mysql": ("mysql -u root -p'hunter2' shop", "mysql -u root -p'[masked: password]' shop"),
    "mysqldump": ("mysqldump -uroot -phunter2 shop", "mysqldump -uroot -p[masked: password] shop"),
    "docker login": (
        "docker login reg.example -u bob -p hunter2",
        "docker login reg.example -u bob -p [masked: password]",
    ),
    "sshpass": ("sshpass -p hunter2 ssh node1", "sshpass -p [masked: password] ssh node1"),
    "curl": ("curl -sk -u bob:hunter2 https://x", "curl -sk -u bob:[masked: password] https://x"),
    "netrc": (
        "machine git.example login bob password hunter2",
        "machine git.example login bob password [masked: password]",
    ),
    "sql": ("CREATE USER x IDENTIFIED BY 'hunter2'", "CREATE USER x IDENTIFIED BY '[masked: password]'"),
    "redis.conf": ("requirepass hunter2", "requirepass [masked: password]"),
    "shadow": ("root:$6$abc$0123456789abcdefghij.:19000", "root:[masked: password]:19000"),
    "xml": ("<Password><Value>hunter2</Value></Password>", "<Password><Value>[masked: password]</Value></Password>"),
    "environment of a pod": (
        "- name: DB_PASSWORD\n  value: letmein\n- name: DB_HOST\n  value: db",
        "- name: DB_PASSWORD\n  value: [masked: secret]\n- name: DB_HOST\n  value: db",
    ),
    "environment of a pod in json": (
        '{"name":"API_TOKEN","value":"letmein"}',
        '{"name":"API_TOKEN","value":"[masked: secret]"}',
    ),
    "log": ("level=info user=bob password=hunter2 host=db", "level=info user=bob password=[masked: password] host=db"),
    "log with commas": ("user=bob,password=hun,ter2,host=db", "user=bob,password=[masked: password],host=db"),
    "log in json": ('{"user":"bob","password":"hun ter\\"2"}', '{"user":"bob","password":"[masked: password]"}'),
    "log in escaped json": (
        r'msg="{\"password\":\"hunter2\",\"a\":1}"',
        r'msg="{\"password\":\"[masked: password]\",\"a\":1}"',
    ),
    "yaml": ("db:\n  passwd: hunter2\n  host: db", "db:\n  passwd: [masked: password]\n  host: db"),
    "yaml, folded": ("password: |\n  hunter2\nhost: db", "password: |\n  [masked: password]\nhost: db"),
    "yaml, folded secret": ("clientSecret: >-\n  hunter2\nhost: db", "clientSecret: >-\n  [masked: secret]\nhost: db"),
    "environment dump": ("PWD=/root\nDB_PASS=hunter2\nHOME=/root", "PWD=/root\nDB_PASS=[masked: password]\nHOME=/root"),
    "pwd": ("uid=sa pwd=hunter2", "uid=sa pwd=[masked: password]"),
    "pass": ("user=bob pass=hunter2", "user=bob pass=[masked: password]"),
    "described pod": ("      DB_PASSWORD:  hunter2", "      DB_PASSWORD:  [masked: password]"),
    "prose": ("the password is hunter2, please help", "the password is [masked: password], please help"),
    "prose about a token": ("my token is abc12345 ok", "my token is [masked: secret] ok"),
    "command line": ("x --password hunter2 --verbose", "x --password [masked: secret] --verbose"),
    "command line in json": ('["--client-secret", "letmein"]', '["--client-secret", "[masked: secret]"]'),
    "powershell": ("Add-Thing -AdminPassword 'let me in'", "Add-Thing -AdminPassword '[masked: secret]'"),
    "secret=": ("client_secret=letmein", "client_secret=[masked: secret]"),
    "api key": ("the api_key: 0123456789 is used", "the api_key: [masked: secret] is used"),
    "apikey header": ('"x-api-key": "letmein"', '"x-api-key": "[masked: secret]"'),
    "chinese": ("帳號 bob，密碼：hunter2，連不上", "帳號 bob，密碼：[masked: password]，連不上"),
    "simplified chinese": ("密码是letmein 进不去", "密码是[masked: password] 进不去"),
    "chinese with a blank": ("密碼 hunter2 進不去", "密碼 [masked: password] 進不去"),
    "chinese key": ("金鑰: abcd1234", "金鑰: [masked: password]"),
}
