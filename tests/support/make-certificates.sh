#!/bin/sh
# Makes the keys and certificates that tests show and trust: make-certificates.sh FOLDER
# Each file NAME.pem holds a private key and its certificate; ca.pem and unknown-ca.pem sign.
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
config="$work/ca.conf"

cat > "$config" <<END
[ca]
default_ca = test
[test]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
copy_extensions = copy
[anything]
commonName = supplied
[req]
distinguished_name = name
[name]
END
: > "$work/index"

# authority NAME
authority () {
  openssl req -config "$config" -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7300 \
    -subj "/CN=Beckon test authority $1" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign -keyout "$work/$1.key" -out "$work/$1.crt" 2> /dev/null
  cat "$work/$1.key" "$work/$1.crt" > "$1.pem"
}

# server NAME AUTHORITY SUBJECT-ALT-NAMES [START END]
server () {
  openssl req -config "$config" -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj "/CN=Beckon test $1" -addext "subjectAltName=$3" \
    -keyout "$work/$1.key" -out "$work/$1.csr" 2> /dev/null
  openssl ca -config "$config" -batch -notext -cert "$work/$2.crt" -keyfile "$work/$2.key" \
    -startdate "${4:-20200101000000Z}" -enddate "${5:-20450101000000Z}" \
    -in "$work/$1.csr" -out "$work/$1.crt" 2> /dev/null
  cat "$work/$1.key" "$work/$1.crt" > "$1.pem"
}

authority ca
authority unknown-ca
server good ca DNS:beckon.test,DNS:xn--bcher-kva.test,IP:127.0.0.1
server expired ca DNS:beckon.test 20200101000000Z 20210101000000Z
server other-host ca DNS:example.net,DNS:www.example.net
server unknown-issuer unknown-ca DNS:beckon.test
openssl req -config "$config" -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7300 \
  -subj "/CN=beckon.test" -addext "subjectAltName=DNS:beckon.test" \
  -keyout "$work/self-signed.key" -out "$work/self-signed.crt" 2> /dev/null
cat "$work/self-signed.key" "$work/self-signed.crt" > self-signed.pem
