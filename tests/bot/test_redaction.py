"""Secrets are masked, and nothing else is."""
# ruff: noqa: E501 - pasted lines keep their length

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from bot import redaction
from bot.redaction import Redacted, redact
from bot.secret_forms import SECRET_FORMS, SecretForm

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
        (
            "apiVersion: v1\ndata:\n  username: YWRtaW4=\n  ca.crt: |\n    LS0tLS1C\n    RUdJTiBD\nkind: Secret\nmetadata:\n"
            "  name: db"
        ),
        (
            "apiVersion: v1\ndata:\n  username: [masked: kubernetes-secret]\n  ca.crt: |\n    [masked: kubernetes-secret]"
            "\nkind: Secret\nmetadata:\n  name: db"
        ),
    ),
    "secret beside other things in yaml": (
        "kind: ConfigMap\ndata:\n  net-conf.json: x\n---\nkind: Secret\nstringData:\n  user: 'bob'\ntype: Opaque\n---\nkind: Pod",
        (
            "kind: ConfigMap\ndata:\n  net-conf.json: x\n---\nkind: Secret\nstringData:\n  user: '[masked: kubernetes-secret]'"
            "\ntype: Opaque\n---\nkind: Pod"
        ),
    ),
    "secret in a yaml list": (
        "items:\n- apiVersion: v1\n  data:\n    a: b\n  kind: ConfigMap\n- apiVersion: v1\n  data:\n    c: ZA==\n  kind: Secret",
        (
            "items:\n- apiVersion: v1\n  data:\n    a: b\n  kind: ConfigMap\n- apiVersion: v1\n  data:\n    c: [masked: kubernetes-secret]"
            "\n  kind: Secret"
        ),
    ),
    "secret in json": (
        '{"kind": "Secret", "data": {"user": "YWRtaW4=", "x": "eQ=="}, "type": "Opaque"}',
        '{"kind": "Secret", "data": {"user": "[masked: kubernetes-secret]", "x": "[masked: kubernetes-secret]"}, "type": "Opaque"}',
    ),
    "secret in an annotation": (
        r'last-applied: "{\"data\":{\"user\":\"YWRtaW4=\"},\"kind\":\"Secret\"}"',
        r'last-applied: "{\"data\":{\"user\":\"[masked: kubernetes-secret]\"},\"kind\":\"Secret\"}"',
    ),
    "secret in a line of yaml": (
        "kind: Secret\ndata: {user: YWRtaW4=, x: eQ==}",
        "kind: Secret\ndata: {user: [masked: kubernetes-secret], x: [masked: kubernetes-secret]}",
    ),
    "secret in an annotation, with quotes": (
        r'"{\"kind\":\"Secret\",\"stringData\":{\"a\":\"b\\\"c\"}}"',
        r'"{\"kind\":\"Secret\",\"stringData\":{\"a\":\"[masked: kubernetes-secret]\"}}"',
    ),
    "secret in yaml, cut off before its kind": (
        "```apiVersion: v1\ndata:\n  tls.crt: LS0tLS1CRUdJ\n  pin: bXlz",
        "```apiVersion: v1\ndata:\n  tls.crt: [masked: kubernetes-secret]\n  pin: [masked: kubernetes-secret]",
    ),
    "secret, patched": (
        'kubectl patch secret db -p \'{"stringData":{"pin":"1234"}}\'',
        'kubectl patch secret db -p \'{"stringData":{"pin":"[masked: kubernetes-secret]"}}\'',
    ),
    "secret, decoded": ("echo aHVudGVyMg== | base64 -d", "echo [masked: kubernetes-secret] | base64 -d"),
    "openshift": ("oc login --token=sha256~AbCdEfGhIjKlMnOpQrStUvWx", "oc login --token=[masked: openshift-token]"),
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
    "prose about somebody's password": (
        "the password for bob is hunter2",
        "the password for bob is [masked: password]",
    ),
    "user and password": ("creds: admin/hunter2 work", "creds: [masked: secret] work"),
    "login": ("login: admin/hunter2", "login: admin/[masked: password]"),
    "pw": ("user bob, pw: hunter2", "user bob, pw: [masked: password]"),
    "suffix": ("DB_PASSWORD_PROD=hunter2", "DB_PASSWORD_PROD=[masked: password]"),
    "secret with a suffix": ("SECRET_KEY_BASE=letmein", "SECRET_KEY_BASE=[masked: secret]"),
    "url of a user with a domain": (
        "https://bob@corp.example:hun#ter2@git.example",
        "https://bob@corp.example:[masked: password]@git.example",
    ),
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


UNTOUCHED = """
MountVolume.SetUp failed for volume "kube-api-access-x7q2z": failed to fetch token: Post "https://10.0.0.1:6443/api/v1/token": dial tcp
MountVolume.SetUp failed for volume "default-token-9wq2z" : secret "default-token-9wq2z" not found
couldn't find key password in Secret default/db
Unable to authenticate the request due to an error: [invalid bearer token, square/go-jose: error in cryptographic primitive]
failed to fetch anonymous token: unexpected status: 401 Unauthorized
failed to refresh token: oauth2: cannot fetch token: 400 Bad Request
no basic auth credentials
error getting credentials - err: exit status 1, out: ``
Failed to pull image "reg.example/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef": not found
https://registry.example:5000/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
Logon failure: the user name or password is incorrect. (0x8007052e)
wrong password: try again
password authentication failed for user "postgres"
error: unknown flag: --token
couldn't use --password together with --token; flag --secret is deprecated
--service-account-key-file=/etc/kubernetes/pki/sa.pub --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
--enable-bootstrap-token-auth=true --token-ttl 2h0m0s
      secretName: my-tls
automountServiceAccountToken: false
    TokenExpirationSeconds:  3607
      DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false
Tokens:              default-token-abcde
"msg"="secret not found" "secret"="default/my-tls" "key"="kube-system/coredns"
VolumeSource:{HostPath:nil Secret:&SecretVolumeSource{SecretName:x,Items:[]KeyToPath{},} Secret:nil}
PWD=/root OLDPWD=/var
PWD=C:\\k
certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM=
kubeadm join 10.0.0.1:6443 --token <token> --discovery-token-ca-cert-hash sha256:<hash>
node01.17c8ab33e1d2f4a0   Warning  NodeNotReady
coredns-7db6d8ff4d-abcde.17c8ab33e1d2f4a0   Warning  FailedScheduling
Event(v1.ObjectReference{Kind:"Pod", Namespace:"default", Name:"web-1", UID:"963a9365-8703-4459-929f-09030e3a797d"})
containerd://0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
WWW-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io"
Basic authentication is not supported; use Bearer authentication
syntax error near unexpected token `('
error parsing token: illegal base64 data at input byte 4
kubectl create secret generic db --from-file=./x
kubectl create token default --duration=10m
tests pass: 12 of 12, login: failed
credentials: authentication/authorization failed
"password": "", "token": null, "secret": {"secretName": "x"}
sk-learn disk-0123456789abcdef sk-test-deployment-7d9f8b6c5d-abcde
hr=0x803b0013 commit 0123456789abcdef0123456789abcdef01234567
what's the wifi password in the Taipei office
my internet user experience is bad
私有registry要登录的，pod里imagePullSecret忘写，或者secret名字写错
密碼錯誤，無法登入；權杖：無效
kube-proxy.exe --hostname-override=$(NODE_NAME) --token ${TOKEN} -Password $pw
secret=/etc/x token=/var/run/secrets/kubernetes.io/serviceaccount/token
open C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The system cannot find the path specified.
ssh -p 2222 node1; mysql -u root -p shop
-----BEGIN CERTIFICATE-----
tls: failed to find any PEM data in key input, expected -----BEGIN PRIVATE KEY----- but found something else
Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)
""".strip().splitlines()

MASK = re.compile(r"\[masked: [a-z-]+\]")


def secrets_of(text: str, expected: str) -> list[str]:
    """What stands in a text where masks are expected."""
    shape = MASK.sub(
        "(.+)", re.escape(expected).replace(r"\[masked:\ ", "[masked: ").replace(r"\-", "-").replace(r"\]", "]")
    )
    found = re.fullmatch(shape.replace("-", r"\-"), text, re.DOTALL)
    assert found is not None
    return list(found.groups())


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_secret_is_masked_and_what_a_reader_needs_stays(name: str) -> None:
    """The label, user, host and scheme beside a secret are kept."""
    text, expected = EXAMPLES[name]

    assert redact(text).text == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_rules_that_masked_are_named_in_order(name: str) -> None:
    """The answer tells people what was masked."""
    text, expected = EXAMPLES[name]

    names = redact(text).rules

    assert set(re.findall(r"\[masked: ([a-z-]+)\]", expected)) <= set(names)
    assert list(names) == sorted(set(names))


@pytest.mark.parametrize("form", SECRET_FORMS, ids=lambda form: f"{form.name} {form.pattern[:40]}")
def test_every_form_is_linear_has_a_source_and_an_example(form: SecretForm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form without an example is one that nobody has seen work."""
    monkeypatch.setattr("bot.redaction.SECRET_FORMS", (form,))

    assert re2.compile(form.pattern).groups >= 1
    assert form.source.startswith("https://")
    assert any(redact(text).rules == (form.name,) for text, _ in EXAMPLES.values())


@pytest.mark.parametrize("text", UNTOUCHED)
def test_an_error_without_a_secret_is_left_alone(text: str) -> None:
    """Masking a word of an error would keep it from being found."""
    assert redact(text) == Redacted(text=text, rules=())


def test_no_text_of_the_knowledge_base_is_masked() -> None:
    """A text that would be masked in a question could never be matched."""
    files = sorted(Path(knowledge.__file__).parent.rglob("*.yaml"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    assert [line for line in lines if redact(line).rules] == []


def test_lines_of_one_paste_are_masked_each() -> None:
    """Many secrets in one text are all found."""
    text = "\n\n".join(text for text, _ in EXAMPLES.values())

    masked = redact(text).text

    assert [
        secret for pair in EXAMPLES.values() for secret in secrets_of(*pair) if len(secret) > 8 and secret in masked
    ] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pass\u200bword=hunter2", "password=[masked: password]"),
        ("xoxb-1234\u200b56789012-abcdef", "[masked: slack-token]"),
        ("key\u200bAKIAIOSFODNN7EXAMPLE", "key[masked: aws-access-key]"),
        ("password=hun\u2060ter2", "password=[masked: password]"),
    ],
)
def test_characters_of_no_width_hide_nothing(text: str, expected: str) -> None:
    """A secret copied out of a formatted page is found all the same."""
    assert redact(text).text == expected


def test_characters_of_no_width_stay_where_nothing_is_hidden() -> None:
    """An emoji made of several is not taken apart."""
    text = "\U0001f468\u200d\U0001f4bb the pod crashes, password=hunter2"

    assert redact(text).text == "\U0001f468\u200d\U0001f4bb the pod crashes, password=[masked: password]"


def test_a_mask_that_somebody_typed_hides_nothing() -> None:
    """Only the mask itself is taken for masked."""
    assert redact("password=[masked: password]hunter2").text == "password=[masked: password]"
    assert redact("password=[masked: nonsense] token=hunter2").text.endswith("token=[masked: secret]")


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    """Half a surrogate pair would fail when it is written or sent, a NUL in PostgreSQL."""
    assert redact("a\ud800b\x00c").text == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "password=x,",
        "eyJabcdef.",
        "kind: Secret\ndata:\n  a: b\n---\n",
        "://a:b@",
        "mysql login ",
    ],
)
def test_a_megabyte_without_line_breaks_is_masked(line: str) -> None:
    """Neither a pattern nor the engine looks at the same text again and again."""
    text = line * (1_000_000 // len(line))

    masked = redact(text + " xoxb-123456789012-abcDEF")

    assert "xoxb" not in masked.text


FRAGMENTS = st.sampled_from(
    [text for text, _ in EXAMPLES.values()]
    + [expected for _, expected in EXAMPLES.values()]
    + [
        "password",
        "token",
        "secret",
        "密碼",
        ":",
        "=",
        " ",
        "\n",
        '"',
        "'",
        "`",
        "\\",
        "{",
        "}",
        "[",
        "]",
        "@",
        "://",
        "&",
        "?",
        ";",
        ",",
    ]
    + [
        "[masked: password]",
        "[masked: ",
        "-----BEGIN PRIVATE KEY-----",
        "kind: Secret\n",
        "data:\n",
        "  ",
        "x",
        "9",
        "\u200b",
        "：",
        "| ",
    ]
)
PASTES = st.one_of(st.text(st.characters(exclude_categories=())), st.lists(FRAGMENTS, max_size=12).map("".join))


@given(text=PASTES)
def test_a_redacted_text_passes_unchanged(text: str) -> None:
    """Redacting twice is redacting once, and the second time names no rule."""
    once = redact(text).text

    assert redact(once) == Redacted(text=once, rules=())


@given(text=PASTES)
def test_a_redacted_text_can_be_stored_and_does_not_grow_beyond_its_masks(text: str) -> None:
    """Any text can be redacted."""
    masked = redact(text).text

    assert masked.encode().decode() == masked
    assert len(MASK.sub("", masked)) <= len(text)
    assert len(masked) <= 8 * len(text) + 40


@given(text=PASTES)
def test_one_look_for_all_forms_overlooks_none(text: str) -> None:
    """It only spares the work where there is nothing to do."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(redaction, "_may_hold_a_secret", lambda _: True)
        thorough = redact(text)
    assert redact(text) == thorough


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_form_is_found_by_the_one_look_for_all(name: str) -> None:
    """Whatever its example is."""
    text, _ = EXAMPLES[name]
    assert redaction._may_hold_a_secret(text.encode())


@given(before=st.text(), after=st.text(), name=st.sampled_from(sorted(EXAMPLES)))
def test_a_planted_secret_is_gone_from_any_text(before: str, after: str, name: str) -> None:
    """What stands around a secret does not protect it."""
    text, expected = EXAMPLES[name]

    masked = redact(f"{before}\n{text}\n{after}").text

    assert [one for one in secrets_of(text, expected) if one in masked and one not in before + after] == []
