# SPDX-License-Identifier: Apache-2.0
"""The package inside other programs. Each one is imported only where it is used."""
