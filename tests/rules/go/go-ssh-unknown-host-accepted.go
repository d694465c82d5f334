package deploy

import (
	"net"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

func connect(address string, auth ssh.AuthMethod) (*ssh.Client, error) {
	return ssh.Dial("tcp", address, &ssh.ClientConfig{
		User: "deploy",
		Auth: []ssh.AuthMethod{auth},
		// ruleid: go-ssh-unknown-host-accepted
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
}

func silent(auth ssh.AuthMethod) *ssh.ClientConfig {
	// ruleid: go-ssh-unknown-host-accepted
	return &ssh.ClientConfig{
		User: "deploy",
		Auth: []ssh.AuthMethod{auth},
		HostKeyCallback: func(hostname string, remote net.Addr, key ssh.PublicKey) error {
			return nil
		},
	}
}

func known(path string, auth ssh.AuthMethod) (*ssh.ClientConfig, error) {
	// ok: go-ssh-unknown-host-accepted
	callback, err := knownhosts.New(path)
	if err != nil {
		return nil, err
	}
	// ok: go-ssh-unknown-host-accepted
	return &ssh.ClientConfig{User: "deploy", Auth: []ssh.AuthMethod{auth}, HostKeyCallback: callback}, nil
}

func fixed(key ssh.PublicKey) *ssh.ClientConfig {
	// ok: go-ssh-unknown-host-accepted
	return &ssh.ClientConfig{User: "deploy", HostKeyCallback: ssh.FixedHostKey(key)}
}

func chosen(creds *credentials, config *ssh.ClientConfig) {
	if creds != nil && creds.insecure {
		// ok: go-ssh-unknown-host-accepted
		config.HostKeyCallback = ssh.InsecureIgnoreHostKey()
	}
	if creds.user != "" {
		// ruleid: go-ssh-unknown-host-accepted
		config.HostKeyCallback = ssh.InsecureIgnoreHostKey()
	}
}
